/** How far behind the newest picture Media Source plays: as near as it plays without stalls. */

const TARGET_START = 0.1;
const TARGET_MOST = 1.5;
const TARGET_STEP = 0.1;
/** So long without a stall, and the target comes down a step. */
const CALM_MS = 20_000;
/** Further behind than this beyond the target, the player jumps. */
const JUMP = 0.8;
const FAST_BEYOND = 0.05;
const SLOW_BELOW = 0.06;
/** Several stalls of one cause come within this. */
const SAME_STALL_MS = 1_000;

export interface Correction {
  rate: number;
  /** Seconds to leave between the play head and the newest picture, by a seek; null where none is needed. */
  jumpTo: number | null;
}

/** All lengths in seconds, all moments in milliseconds of a steady clock. */
export class EdgePolicy {
  private targetNow = TARGET_START;
  private calmSince: number;

  constructor(now: number) {
    this.calmSince = now;
  }

  get target(): number {
    return this.targetNow;
  }

  /** Playing ran out of pictures: stay further behind from now on. */
  stalled(now: number): void {
    if (now - this.calmSince >= SAME_STALL_MS) {
      this.targetNow = Math.min(TARGET_MOST, this.targetNow + TARGET_STEP);
      this.calmSince = now;
    }
  }

  /**
   * What to do about the distance to the newest picture.
   *
   * @param ahead seconds of media between the play head and the newest picture.
   */
  correct(now: number, ahead: number): Correction {
    if (now - this.calmSince > CALM_MS && this.targetNow > TARGET_START) {
      this.targetNow = Math.max(TARGET_START, this.targetNow - TARGET_STEP);
      this.calmSince = now;
    }
    const excess = ahead - this.targetNow;
    if (excess > JUMP || ahead < 0) {
      return { rate: 1, jumpTo: this.targetNow };
    }
    if (excess > FAST_BEYOND) {
      return { rate: excess > 0.3 ? 1.1 : 1.05, jumpTo: null };
    }
    return { rate: excess < -SLOW_BELOW ? 0.97 : 1, jumpTo: null };
  }
}
