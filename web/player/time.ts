/** Times of this machine that compare across threads. */

/** Microseconds since the Unix epoch, steady while the page lives: the clock that pings are measured with. */
export function nowMicros(): number {
  return Math.round((performance.timeOrigin + performance.now()) * 1000);
}

/** Milliseconds since the Unix epoch, of a moment told in this thread's `performance.now()`. */
export function epochMillis(performanceNow: number): number {
  return performance.timeOrigin + performanceNow;
}
