/** When a decoded picture is shown. All times in microseconds of the broadcast's own time line. */

/** A picture this far behind the newest one is backlog: decoded because others need it, and not worth showing. */
const BACKLOG = 100_000;
/** Against what is shown now, a picture later than this is left out where a newer one is at hand. */
const LATE = 120_000;
/** Closer to its time than this a picture is drawn: it is on the screen a refresh later. */
const SOON = 16_000;
/** What is shown now cannot mean a picture further ahead than this: they are not of one time line. */
const ABSURD = 5_000_000;
/** However late all pictures are, one is shown this often. */
const SIGN_OF_LIFE_MS = 250;

export type Verdict = { action: "show" } | { action: "drop" } | { action: "wait"; millis: number };

export interface Moment {
  /** pts of the newest picture that arrived on this track. */
  newest: number;
  /** What is shown now: what is heard, or the pace of bundled pictures; null where all is shown as soon as it can be. */
  position: number | null;
  /** Milliseconds since a picture of this track was shown, or since it began. */
  sinceShown: number;
  /** Nothing of this track was shown yet: its first picture waits for nothing. */
  first: boolean;
}

/** Show a picture of this pts, leave it out, or keep it for some milliseconds. */
export function judge(pts: number, moment: Moment): Verdict {
  const overdue = moment.sinceShown >= SIGN_OF_LIFE_MS;
  if (moment.position === null || moment.first) {
    return moment.newest - pts > BACKLOG && !overdue ? { action: "drop" } : { action: "show" };
  }
  const early = pts - moment.position;
  if (early > SOON && early < ABSURD) {
    return { action: "wait", millis: (early - SOON) / 1_000 };
  }
  return -early > LATE && moment.newest > pts && !overdue ? { action: "drop" } : { action: "show" };
}
