/** Comparing two clocks by ping (docs/protocol.md, "Clocks"; the arithmetic is that of RFC 5905, section 8). */

/** How many of the latest exchanges are looked at. */
const SAMPLES = 8;

interface Sample {
  readonly rtt: number;
  readonly offset: number;
}

/**
 * How far the other end's clock is ahead of ours, from the four times of each ping and its pong. All times are
 * microseconds, whole numbers.
 *
 * The exchange with the shortest round trip among the last eight is believed: what a queue on the way delayed went
 * one way only, and would be taken for a difference of the clocks.
 */
export class ClockSync {
  #samples: Sample[] = [];
  #best: Sample = { rtt: 0, offset: 0 };

  /**
   * Take in one exchange. `sent` and `received` are ours, when the ping left and the pong came; `receivedAt` and
   * `sentAt` are the other end's, from the pong. An exchange that cannot be (it ends before it began, or the other
   * end held it longer than it took) is left out.
   */
  add(sent: number, receivedAt: number, sentAt: number, received: number): void {
    const rtt = received - sent - (sentAt - receivedAt);
    if (received < sent || sentAt < receivedAt || rtt < 0) {
      return;
    }
    const offset = Math.floor((receivedAt - sent + (sentAt - received)) / 2);
    this.#samples.push({ rtt, offset });
    if (this.#samples.length > SAMPLES) {
      this.#samples.shift();
    }
    // Of equals the latest: clocks drift.
    this.#best = this.#samples.reduce((best, sample) => (sample.rtt <= best.rtt ? sample : best));
  }

  /** At least one exchange was taken in. */
  get ready(): boolean {
    return this.#samples.length > 0;
  }

  /** The other clock minus ours; 0 before the first exchange. */
  get offset(): number {
    return this.#best.offset;
  }

  /** The round trip of the exchange believed; 0 before the first. */
  get rtt(): number {
    return this.#best.rtt;
  }
}
