/**
 * When pictures are shown that arrive in bundles and have no sound to go by: evenly, by their pts.
 *
 * How late each picture comes against its pts tells the way's constant part (the least of late) and what the bundles
 * add to it. Pictures are shown so much later than they can be that a whole bundle has come before its first picture
 * is due. Clocks that drift, and bundles that the server widens and narrows, are followed by showing a little slower
 * or faster. All times in microseconds.
 */

import { SlidingWindow } from "../window.ts";

const WINDOW_MS = 3_000;
/** What comes first is a join's backlog, which is late by its nature. */
const SETTLE_MS = 300;
/** Between a picture's arrival and its being decoded. */
const DECODING = 10_000;
/** What the network may add to a bundle; a picture later than that is late. */
const JITTER_MOST = 100_000;
/** How much slower and faster pictures are shown than they were taken, to get to another delay. */
const SLOWER = 0.2;
const FASTER = 0.05;
/** Further behind than that is no bundle's doing: a slow network's, which took its time for a join's backlog. */
const FAR_BEHIND = 500_000;
/** A pts this far off is of another time line. */
const JUMP = 2_000_000;

export class Pace {
  private readonly lateness = new SlidingWindow(WINDOW_MS);
  private least: number | null = null;
  private most = 0;
  private bundle = 0;
  /** What the pace is behind the pts, and when it was so; null while pictures are shown as soon as they can be. */
  private behind: { micros: number; at: number } | null = null;
  private began: number | null = null;

  /** @param now milliseconds of a steady clock. */
  constructor(private readonly now: () => number) {}

  /** For how long the server gathers packets now; 0 where it does not. */
  set bundled(micros: number) {
    this.bundle = micros;
  }

  /** A picture of the main track arrived. */
  arrived(pts: number): void {
    const at = this.now();
    const late = at * 1_000 - pts;
    if (this.least !== null && Math.abs(late - this.least) > JUMP) {
      this.restart();
    }
    this.began ??= at;
    if (at - this.began < SETTLE_MS) {
      const least = Math.min(late, this.least ?? late);
      this.lateness.clear();
      this.lateness.add(at, least);
      this.behind = null;
    } else {
      this.lateness.add(at, late);
    }
    ({ least: this.least, most: this.most } = this.lateness.extremes(at) ?? { least: late, most: late });
    this.hold(late);
  }

  /** The pts that is shown now, or null where pictures are shown as soon as they can be. */
  position(): number | null {
    const at = this.now();
    this.glide(at);
    return this.behind === null ? null : at * 1_000 - this.behind.micros;
  }

  /** Forget everything: another broadcast begins. */
  restart(): void {
    this.lateness.clear();
    this.least = null;
    this.behind = null;
    this.began = null;
  }

  private get wanted(): number | null {
    if (this.least === null || this.bundle === 0) {
      return this.least;
    }
    const seen = Math.min(this.most, this.least + this.bundle + JITTER_MOST);
    return Math.max(seen, this.least + this.bundle) + DECODING;
  }

  private glide(at: number): void {
    const wanted = this.wanted;
    if (wanted === null || this.least === null) {
      return;
    }
    if (this.behind === null) {
      this.behind = this.bundle > 0 ? { micros: this.least, at } : null;
      return;
    }
    const passed = (at - this.behind.at) * 1_000;
    const off = wanted - this.behind.micros;
    const step = off < -FAR_BEHIND ? off : Math.max(-FASTER * passed, Math.min(SLOWER * passed, off));
    this.behind = { micros: this.behind.micros + step, at };
    if (this.bundle === 0 && this.behind.micros <= wanted) {
      this.behind = null;
    }
  }

  /** A picture that comes after its time: show those behind it as much later, rather than all at once. */
  private hold(late: number): void {
    const wanted = this.wanted;
    if (this.behind !== null && this.bundle > 0 && wanted !== null) {
      this.behind.micros = Math.max(this.behind.micros, Math.min(late, wanted));
    }
  }
}
