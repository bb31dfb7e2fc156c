/** Times as people read them. */

const UNITS = [
  ["year", 31_557_600_000],
  ["month", 2_629_800_000],
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
] as const;

const WORDS = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

/** `3 hours ago`, `in 2 days`, `just now`: of an ISO 8601 time. */
export function relative(time: string, now = Date.now()): string {
  const away = Date.parse(time) - now;
  const [unit, millis] = UNITS.find(([, millis]) => Math.abs(away) >= millis) ?? [null, 1];
  return unit === null ? (away > 0 ? "in a moment" : "just now") : WORDS.format(Math.round(away / millis), unit);
}
