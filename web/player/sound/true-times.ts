/**
 * When decoded pieces of sound really begin.
 *
 * Chromium's decoder counts samples on from its first piece. A sender whose sound card is off by 100 millionths would
 * be 0.36 s away from that within an hour; so each piece gets the time of the packet that is nearest.
 */

/** Pieces whose packets never come out are forgotten: a second of them. */
const MAX_WAITING = 50;

export class TrueTimes {
  private readonly waiting: number[] = [];
  /** How far the truth is ahead of the decoder's counting by now, in microseconds. */
  private ahead = 0;

  /** A packet of this time is given to the decoder. */
  given(timestamp: number): void {
    this.waiting.push(timestamp);
    if (this.waiting.length > MAX_WAITING) {
      this.waiting.shift();
    }
  }

  /**
   * @param counted the time that the decoder says of a piece, in microseconds.
   * @param length how long it lasts.
   * @returns the time of the packet that it came of.
   */
  of(counted: number, length: number): number {
    const about = counted + this.ahead;
    while (this.waiting[0] !== undefined && this.waiting[0] < about - length / 2) {
      this.waiting.shift();
    }
    const first = this.waiting[0];
    if (first !== undefined && first < about + length / 2) {
      this.waiting.shift();
      this.ahead = first - counted;
    }
    return counted + this.ahead;
  }

  /** Another decoder begins to count. */
  reset(): void {
    this.waiting.length = 0;
    this.ahead = 0;
  }
}
