/** What a player is doing, from what it knows. */

import type { Locked } from "../e2ee/opening.ts";
import type { BroadcastState } from "../wire/control.ts";
import type { Phase } from "./live/connection.ts";
import type { Unplayable } from "./unplayable.ts";

/**
 * `idle`: not asked to play yet. `stopped`: the person stopped it. `away`: the broadcaster dropped out and may come
 * back. `reconnecting`: this end lost the server. `broken`: what comes cannot be decoded, picture after picture.
 * `refused`: the server said no, and why. `locked`: what is on is encrypted and this end lacks the secret for it, or
 * the other way round.
 */
export type PlayerState =
  | "idle"
  | "connecting"
  | "live"
  | "away"
  | "offline"
  | "ended"
  | "reconnecting"
  | "broken"
  | "refused"
  | "locked"
  | "unsupported"
  | "stopped";

export interface Facts {
  wish: "idle" | "play" | "stop";
  /** Why nothing can be played here, or null. */
  unsupported: Unplayable | null;
  phase: Phase;
  channel: BroadcastState | null;
  /** Why what is on is not shown, or null. */
  locked: Locked | null;
  /** There is something to see or hear since the connection was made. */
  pictured: boolean;
  /** Picture after picture was broken, and none whole since. */
  broken: boolean;
  /** A broadcast was live since the player started. */
  wasLive: boolean;
}

export const NOTHING_KNOWN: Facts = {
  wish: "idle",
  unsupported: null,
  phase: { name: "connecting" },
  channel: null,
  locked: null,
  pictured: false,
  broken: false,
  wasLive: false,
};

/** The code of what the server refused with; null where it did not. */
export function refusalOf({ phase }: Facts): string | null {
  return phase.name === "refused" ? phase.code : null;
}

/** The state of a player that knows this. */
export function playerState(facts: Facts): PlayerState {
  if (facts.unsupported !== null) {
    return "unsupported";
  }
  if (facts.wish !== "play") {
    return facts.wish === "stop" ? "stopped" : "idle";
  }
  if (facts.phase.name === "refused") {
    return "refused";
  }
  if (facts.phase.name === "lost") {
    return "reconnecting";
  }
  switch (facts.channel) {
    case null:
      return "connecting";
    case "offline":
      return facts.wasLive ? "ended" : "offline";
    case "live":
      if (facts.locked !== null) {
        return "locked";
      }
      return facts.broken ? "broken" : facts.pictured ? "live" : "connecting";
    default:
      return facts.channel;
  }
}
