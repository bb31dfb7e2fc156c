/** Holes in what is buffered: browsers wait in front of one for ever, and what was left out never comes. */

/** Closer than this to the end of its piece, in seconds, the play head is about to stand still. */
const AT_END = 0.05;

/** As `HTMLMediaElement.buffered`. */
export interface Ranges {
  readonly length: number;
  start(index: number): number;
  end(index: number): number;
}

/** Whether the play head stands in front of a hole that has something behind it. */
export function standsAtGap(buffered: Ranges, playHead: number): boolean {
  const last = buffered.length - 1;
  for (let index = 0; index <= last; index += 1) {
    if (playHead <= buffered.end(index) - AT_END && playHead >= buffered.start(index)) {
      return false;
    }
  }
  return last >= 0 && playHead < buffered.start(last);
}
