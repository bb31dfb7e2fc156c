/** A time that has to pass, counted down. */

export class Wait {
  /** Milliseconds that are left. */
  left = $state(0);
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Count down to a time of `performance.now()`, which nobody sets; one that is past ends it. */
  until(time: number): void {
    clearTimeout(this.#timer);
    // Not read again: an effect that begins the count is not to run with each second of it.
    const left = Math.max(0, time - performance.now());
    this.left = left;
    if (left > 0) {
      this.#timer = setTimeout(() => this.until(time), left % 1_000 || 1_000);
    }
  }
}
