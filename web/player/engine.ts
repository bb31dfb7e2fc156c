/** What both ways of playing have in common, as the element sees them. */

import type { Locked } from "../e2ee/opening.ts";
import type { BroadcastState, TrackInfo } from "../wire/control.ts";
import type { Phase } from "./live/connection.ts";
import type { PlayerStats, ShownFrame } from "./stats.ts";
import type { Unplayable } from "./unplayable.ts";

export type EngineName = PlayerStats["engine"];

export interface EngineListener {
  phase(phase: Phase): void;
  channel(state: BroadcastState, startedAt: number): void;
  /** Why what is on is not shown, or null. */
  locked(why: Locked | null): void;
  tracks(tracks: readonly TrackInfo[]): void;
  /** A picture of this track was drawn. */
  picture(track: number): void;
  /** Picture after picture of this track is broken; `picture` tells the first that is whole again. */
  broken(track: number): void;
  frame(frame: ShownFrame): void;
  stats(stats: PlayerStats): void;
  /** This engine cannot play this broadcast in this browser. */
  failed(why: Unplayable): void;
}

export interface Engine {
  readonly name: EngineName;
  /** What shows the main picture, to be put into the page. */
  readonly main: HTMLCanvasElement | HTMLVideoElement;
  /** What shows the second picture track. */
  readonly inset: HTMLCanvasElement | HTMLVideoElement;
  start(): void;
  /** Play sound or not; false where the browser wants a gesture of the user first. */
  setSound(on: boolean): Promise<boolean>;
  /** @param volume 0 to 1. */
  setVolume(volume: number): void;
  /** Play this sound track of the broadcast, where it is there; else, and before this, the first. */
  chooseSound(id: number): void;
  /** Tell each shown picture, or not: it costs a message a picture. */
  reportFrames(on: boolean): void;
  /** A video element that shows the main picture, for picture-in-picture. */
  videoForPip(): Promise<HTMLVideoElement>;
  /** Close the connection; the last picture stays. */
  stop(): void;
}

export interface Abilities {
  webcodecs: boolean;
  mse: boolean;
}

/** What this browser can do on this origin: WebCodecs are kept from insecure ones. */
export function browserAbilities(): Abilities {
  const names = globalThis as unknown as Record<string, unknown>;
  const has = (name: string) => typeof names[name] === "function";
  return {
    webcodecs: ["VideoDecoder", "AudioDecoder", "OffscreenCanvas", "Worker"].every(has),
    mse: has("MediaSource") || has("ManagedMediaSource"),
  };
}

/**
 * The engine to play with, or null where there is none.
 *
 * @param wanted the page's wish: `mse` keeps WebCodecs out, anything else takes the best.
 */
export function chooseEngine(wanted: string | null, able: Abilities): EngineName | null {
  if (able.webcodecs && wanted !== "mse") {
    return "webcodecs";
  }
  return able.mse && wanted !== "webcodecs" ? "mse" : null;
}
