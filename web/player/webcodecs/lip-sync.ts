/**
 * How late pictures are for their sound.
 *
 * Sound leads, and comes sooner than pictures where these are large, or coded by a slow machine. Pictures that are not
 * there when their sound is heard cannot be shown in step with it: then the sound has to wait a little.
 */

import { SlidingWindow } from "../window.ts";

const WINDOW_MS = 2_000;
/** Of fewer pictures nothing can be told. */
const FEWEST = 10;
/** Pictures wait this long at most when they are decoded: what is as early as that may come sooner still. */
const EARLY_MS = -30;
/** A delay beyond this is no slow machine: pictures and sound are not of one time. */
const MOST_MS = 1_000;

export class LipSync {
  private readonly decodedAfter = new SlidingWindow(WINDOW_MS);
  private count = 0;

  /** @param now milliseconds of a steady clock. */
  constructor(private readonly now: () => number) {}

  /** A picture of this pts (microseconds) is ready to be shown. */
  decoded(pts: number): void {
    const at = this.now();
    this.decodedAfter.add(at, at - pts / 1_000);
    this.count += 1;
  }

  /**
   * Milliseconds that pictures come after their sound; negative where they wait for it. Null where that sets no bound.
   *
   * @param heard pts of what is heard now, in microseconds.
   */
  late(heard: number): number | null {
    const at = this.now();
    const usual = this.count < FEWEST ? null : this.decodedAfter.percentile(at, 0.5);
    const late = usual === null ? EARLY_MS : usual - (at - heard / 1_000);
    return late <= EARLY_MS || late > MOST_MS ? null : late;
  }

  /** Forget everything: another broadcast begins. */
  restart(): void {
    this.decodedAfter.clear();
    this.count = 0;
  }
}
