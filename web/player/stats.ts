/** What the player tells of itself: the `stats` and `frame` events, and the overlay. */

import type { LatencyClass } from "../wire/control.ts";

export interface LatencyFigures {
  /** Milliseconds from capture to the screen: the newest picture, and of the last ten seconds. */
  now: number;
  p50: number;
  p95: number;
}

export interface PlayerStats {
  engine: "webcodecs" | "mse";
  /** Null before a picture was shown and the clocks were compared. */
  latency: LatencyFigures | null;
  latencyClass: LatencyClass;
  /** Milliseconds for which the server gathers packets before it sends them; 0 where it does not. */
  bundle: number;
  /** Pictures shown a second. */
  fps: number;
  /** Bits received a second, all tracks. */
  bitrate: number;
  codec: string;
  width: number;
  height: number;
  /** Milliseconds of media waiting: of sound where it plays, else of pictures. */
  buffer: number;
  /** Groups left out since the player started, by the server or by this end. */
  skippedGroups: number;
  /** Pictures that were decoded or received too late to be shown. */
  droppedFrames: number;
  /** Milliseconds from starting to connect to the first picture, or null. */
  firstPicture: number | null;
  viewers: number | null;
  reconnects: number;
  /** The broadcast is encrypted end to end. */
  encrypted: boolean;
  /** Packets that somebody changed on their way; they were left out. */
  tampered: number;
}

/** One picture on the screen: the `detail` of a `frame` event. Times in microseconds of the server's clock. */
export interface ShownFrame {
  track: number;
  group: number;
  sequence: number;
  /** Microseconds since the broadcast's zero. */
  pts: number;
  capturedAt: number;
  presentedAt: number;
  width: number;
  height: number;
}
