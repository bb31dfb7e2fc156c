/** How long to wait before each new try to connect. */

const FIRST_MS = 50;
const EARLY_CAP_MS = 500;
const LATE_CAP_MS = 5_000;
const EARLY_PERIOD_MS = 5 * 60_000;

/**
 * 50 ms doubling to half a second for the first five minutes, then to five seconds, for ever. Each wait is shortened
 * by up to half at random, so that the viewers of a restarted server do not all come at once.
 */
export class Backoff {
  private wait = FIRST_MS;
  private failingSince: number | null = null;

  constructor(
    private readonly now: () => number,
    private readonly random: () => number = Math.random,
  ) {}

  /** Milliseconds to wait before the next try. */
  next(): number {
    const now = this.now();
    this.failingSince ??= now;
    const cap = now - this.failingSince < EARLY_PERIOD_MS ? EARLY_CAP_MS : LATE_CAP_MS;
    const wait = Math.min(this.wait, cap);
    this.wait = Math.min(wait * 2, LATE_CAP_MS);
    return wait * (1 - this.random() / 2);
  }

  /** The connection stands: start again at the shortest wait. */
  reset(): void {
    this.wait = FIRST_MS;
    this.failingSince = null;
  }
}
