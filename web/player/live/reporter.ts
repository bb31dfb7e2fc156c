/** What a player says without being asked: figures to its page and to the server, and calls for a keyframe. */

import type { Meter } from "../meter.ts";
import type { Connection } from "./connection.ts";

const PAGE_EVERY_MS = 500;
const SERVER_EVERY_MS = 5_000;
/** A keyframe is asked for at most so often. */
const KEYFRAME_EVERY_MS = 1_000;

export class Reporter {
  private readonly timers: ReturnType<typeof setInterval>[];
  private askedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly connection: Connection,
    private readonly meter: Meter,
    toPage: () => void,
  ) {
    this.timers = [setInterval(toPage, PAGE_EVERY_MS), setInterval(() => this.toServer(), SERVER_EVERY_MS)];
  }

  /** Nothing can be decoded before a keyframe comes. */
  wantKeyframe(): void {
    const now = performance.now();
    if (now - this.askedAt >= KEYFRAME_EVERY_MS) {
      this.askedAt = now;
      this.connection.send({ type: "keyframe" });
    }
  }

  close(): void {
    for (const timer of this.timers) {
      clearInterval(timer);
    }
  }

  private toServer(): void {
    const latency = this.meter.latency;
    if (latency !== null) {
      this.connection.send({
        type: "stats",
        latency_us: Math.round(latency.p50 * 1_000),
        dropped_groups: this.meter.skippedGroups,
      });
    }
  }
}
