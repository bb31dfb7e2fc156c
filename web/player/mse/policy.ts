/** How far behind the newest picture Media Source plays: as near as it plays without stalls. */

const TARGET_PICTURES = 0.1;
/** Browsers hold back sound until this much of it waits, and a stall for want of it is long. */
const TARGET_SOUND = 0.2;
const TARGET_MOST = 1.5;
const TARGET_STEP = 0.1;
/** So long without a stall, and the target comes down a step; twice as long after each stall that this led to. */
const CALM_MS = 4_000;
const CALM_MOST_MS = 64_000;
/** Further behind than this beyond the target, the player jumps. */
const JUMP = 0.8;
/** A jump empties the decoders, and a slow machine needs a while to fill them: so long without another one. */
const JUMP_PAUSE_MS = 3_000;
const JUMP_PAUSE_MOST_MS = 24_000;
/** Jumps that follow each other within this mean that the machine does not keep up with this target. */
const JUMP_AGAIN_MS = 15_000;
const FAST_BEYOND = 0.03;
const SLOW_BELOW = 0.06;
/** Several stalls of one cause come within this; a jump is such a cause too. */
const SAME_STALL_MS = 1_500;

export interface Correction {
  rate: number;
  /** Seconds to leave between the play head and the newest picture, by a seek; null where none is needed. */
  jumpTo: number | null;
}

/** All lengths in seconds, all moments in milliseconds of a steady clock. */
export class EdgePolicy {
  private least = TARGET_PICTURES;
  private targetNow = TARGET_PICTURES;
  private calmSince: number;
  private calm = CALM_MS;
  private lowered = false;
  private jumpedAt: number;
  private jumpPause = JUMP_PAUSE_MS;

  constructor(now: number) {
    this.calmSince = now;
    this.jumpedAt = now;
  }

  get target(): number {
    return this.targetNow;
  }

  /**
   * What is needed at least.
   *
   * @param sound it is heard, and wants a little more room.
   * @param bundle seconds for which the server gathers packets: so much more has to wait.
   */
  needs(sound: boolean, bundle: number): void {
    this.least = (sound ? TARGET_SOUND : TARGET_PICTURES) + bundle;
    this.targetNow = Math.max(this.targetNow, this.least);
  }

  /** Playing ran out of pictures: stay further behind from now on. */
  stalled(now: number): void {
    if (now - this.calmSince >= SAME_STALL_MS) {
      this.targetNow = Math.min(TARGET_MOST, this.targetNow + TARGET_STEP);
      this.calmSince = now;
      this.calm = this.lowered ? Math.min(CALM_MOST_MS, this.calm * 2) : this.calm;
    }
  }

  /**
   * What to do about the distance to the newest picture.
   *
   * @param ahead seconds of media between the play head and the newest picture.
   */
  correct(now: number, ahead: number): Correction {
    const excess = ahead - this.targetNow;
    if (now - this.calmSince > this.calm && this.targetNow > this.least && excess < FAST_BEYOND) {
      this.targetNow = Math.max(this.least, this.targetNow - TARGET_STEP);
      this.calmSince = now;
      this.lowered = true;
    }
    if ((excess > JUMP || ahead < 0) && now - this.jumpedAt >= this.jumpPause) {
      this.jumped(now);
      return { rate: 1, jumpTo: this.targetNow };
    }
    return { rate: rateFor(excess), jumpTo: null };
  }

  private jumped(now: number): void {
    const again = now - this.jumpedAt < JUMP_AGAIN_MS;
    this.jumpPause = again ? Math.min(JUMP_PAUSE_MOST_MS, this.jumpPause * 2) : JUMP_PAUSE_MS;
    this.targetNow = again ? Math.min(TARGET_MOST, this.targetNow + TARGET_STEP) : this.targetNow;
    this.jumpedAt = now;
    this.calmSince = now;
  }
}

/** How fast to play with this many seconds more, or less, than wanted. */
function rateFor(excess: number): number {
  if (excess > FAST_BEYOND) {
    return excess > 0.5 ? 1.2 : excess > 0.3 ? 1.1 : 1.05;
  }
  return excess < -SLOW_BELOW ? 0.97 : 1;
}
