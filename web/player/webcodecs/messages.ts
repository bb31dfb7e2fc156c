/** What the page and its decoding worker say to each other. */

import type { Locked } from "../../e2ee/opening.ts";
import type { BroadcastState, LatencyClass, TrackInfo } from "../../wire/control.ts";
import type { Phase } from "../live/connection.ts";
import type { Credentials } from "../live/credentials.ts";
import type { SoundAnchor } from "../sound/clock.ts";
import type { PlayerStats, ShownFrame } from "../stats.ts";
import type { Unplayable } from "../unplayable.ts";

export interface Start {
  readonly type: "start";
  /** Of the WebSocket. */
  readonly address: string;
  readonly latency: LatencyClass;
  readonly credentials: Credentials;
  /** The page has tickets, which it is asked for. */
  readonly hasTickets: boolean;
  readonly main: OffscreenCanvas;
  readonly inset: OffscreenCanvas;
}

export type ToWorker =
  | Start
  | { type: "sound-port"; port: MessagePort }
  | { type: "sound"; on: boolean }
  | { type: "sound-track"; id: number }
  | { type: "sound-anchor"; anchor: SoundAnchor }
  | { type: "report-frames"; on: boolean }
  /** The answer to `ticket-please`; `failed` where the page could not get one. */
  | { type: "ticket"; id: number; ticket: string | null; failed: boolean }
  | { type: "stop" };

export type FromWorker =
  | { type: "phase"; phase: Phase }
  | { type: "ticket-please"; id: number; refusal: string | null }
  | { type: "channel"; state: BroadcastState; startedAt: number }
  | { type: "locked"; why: Locked | null }
  | { type: "tracks"; tracks: readonly TrackInfo[] }
  | { type: "picture"; track: number }
  | { type: "broken"; track: number }
  | { type: "frame"; frame: ShownFrame }
  | { type: "stats"; stats: PlayerStats }
  | { type: "failed"; why: Unplayable };
