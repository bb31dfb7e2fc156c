/** What the page and its decoding worker say to each other. */

import type { BroadcastState, LatencyClass, TrackInfo } from "../../wire/control.ts";
import type { Phase } from "../live/connection.ts";
import type { SoundAnchor } from "../sound/clock.ts";
import type { PlayerStats, ShownFrame } from "../stats.ts";
import type { Unplayable } from "../unplayable.ts";

export type ToWorker =
  | { type: "start"; address: string; latency: LatencyClass; main: OffscreenCanvas; inset: OffscreenCanvas }
  | { type: "sound-port"; port: MessagePort }
  | { type: "sound"; on: boolean }
  | { type: "sound-track"; id: number }
  | { type: "sound-anchor"; anchor: SoundAnchor }
  | { type: "report-frames"; on: boolean }
  | { type: "stop" };

export type FromWorker =
  | { type: "phase"; phase: Phase }
  | { type: "channel"; state: BroadcastState; startedAt: number }
  | { type: "tracks"; tracks: readonly TrackInfo[] }
  | { type: "picture"; track: number }
  | { type: "broken"; track: number }
  | { type: "frame"; frame: ShownFrame }
  | { type: "stats"; stats: PlayerStats }
  | { type: "failed"; why: Unplayable };
