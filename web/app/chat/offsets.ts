/** Where each of very many rows is, of which only those on the screen are drawn. */

export interface Sized {
  /** In pixels; undefined: it was not drawn yet. */
  height?: number;
}

/** The height of a row that was not drawn yet. */
export const GUESS = 30;

export class Offsets {
  /** Where each row begins; one more than there are rows: the last is where all end. */
  #tops: number[] = [0];
  #count = 0;

  get total(): number {
    return this.#tops[this.#count] ?? 0;
  }

  top(index: number): number {
    return this.#tops[Math.min(index, this.#count)] ?? 0;
  }

  /** Look at the rows again, from the first on that changed. */
  update(rows: readonly Sized[], from = 0): void {
    const start = Math.min(from, this.#count);
    let top = this.#tops[start] ?? 0;
    for (let index = start; index < rows.length; index++) {
      this.#tops[index] = top;
      top += rows[index]?.height ?? GUESS;
    }
    this.#tops[rows.length] = top;
    this.#tops.length = rows.length + 1;
    this.#count = rows.length;
  }

  /** Which row is at this height. */
  at(y: number): number {
    let [low, high] = [0, this.#count];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#tops[middle + 1] ?? 0) <= y) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return Math.min(low, Math.max(0, this.#count - 1));
  }
}
