/** Counts what an engine shows and receives, and makes the figures of `PlayerStats` of it. */

import type { LatencyClass } from "../wire/control.ts";
import type { LatencyFigures, PlayerStats, ShownFrame } from "./stats.ts";
import { SlidingWindow } from "./window.ts";

const LATENCY_SPAN_MS = 10_000;
const RATE_SPAN_MS = 2_000;

type Engine = PlayerStats["engine"];

export class Meter {
  private readonly latencies = new SlidingWindow(LATENCY_SPAN_MS);
  private readonly shown = new SlidingWindow(RATE_SPAN_MS);
  private readonly bits = new SlidingWindow(RATE_SPAN_MS);
  private startedAt: number;
  private firstPicture: number | null = null;
  private skippedBefore = 0;
  private skippedNow = 0;
  private skippedHere = 0;
  private droppedFrames = 0;
  private reconnects = 0;
  private tampered = 0;
  /** End to end. */
  encrypted = false;
  viewers: number | null = null;
  codec = "";
  /** Microseconds, as the server tells it. */
  bundle = 0;
  private width = 0;
  private height = 0;

  /** @param now milliseconds of a steady clock. */
  constructor(
    private readonly engine: Engine,
    private readonly latencyClass: LatencyClass,
    private readonly now: () => number,
  ) {
    this.startedAt = now();
  }

  received(bytes: number): void {
    this.bits.add(this.now(), bytes * 8);
  }

  /** A picture of the main track reached the screen; its latency counts where the clocks were compared. */
  picture(frame: ShownFrame | null, width: number, height: number): void {
    const now = this.now();
    this.firstPicture ??= now - this.startedAt;
    this.width = width;
    this.height = height;
    this.shown.add(now, 1);
    if (frame !== null) {
      this.latencies.add(now, (frame.presentedAt - frame.capturedAt) / 1_000);
    }
  }

  /** Packets were left out that somebody changed on their way. */
  tamperedWith(packets: number): void {
    this.tampered += packets;
  }

  dropped(frames: number): void {
    this.droppedFrames += frames;
  }

  /** The server counts anew with each connection. */
  skippedByServer(groups: number): void {
    this.skippedNow = groups;
  }

  skippedByPlayer(groups: number): void {
    this.skippedHere += groups;
  }

  get skippedGroups(): number {
    return this.skippedBefore + this.skippedNow + this.skippedHere;
  }

  reconnected(): void {
    this.reconnects += 1;
    this.skippedBefore += this.skippedNow;
    this.skippedNow = 0;
    this.latencies.clear();
  }

  get latency(): LatencyFigures | null {
    const now = this.now();
    const p50 = this.latencies.percentile(now, 0.5);
    const p95 = this.latencies.percentile(now, 0.95);
    const latest = this.latencies.latest;
    return p50 === null || p95 === null || latest === null ? null : { now: latest, p50, p95 };
  }

  /** @param buffer milliseconds of media that wait. */
  report(buffer: number): PlayerStats {
    const now = this.now();
    return {
      engine: this.engine,
      latency: this.latency,
      latencyClass: this.latencyClass,
      bundle: this.bundle / 1_000,
      fps: this.shown.perSecond(now),
      bitrate: this.bits.perSecond(now),
      codec: this.codec,
      width: this.width,
      height: this.height,
      buffer,
      skippedGroups: this.skippedGroups,
      droppedFrames: this.droppedFrames,
      firstPicture: this.firstPicture,
      viewers: this.viewers,
      reconnects: this.reconnects,
      encrypted: this.encrypted,
      tampered: this.tampered,
    };
  }
}
