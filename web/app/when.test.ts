import { expect, test } from "vitest";
import { relative } from "./when.ts";

const NOW = Date.parse("2026-11-21T20:00:00Z");

test.each([
  ["2026-11-21T19:59:30Z", "just now"],
  ["2026-11-21T20:00:30Z", "in a moment"],
  ["2026-11-21T19:58:00Z", "2 minutes ago"],
  ["2026-11-21T17:00:00Z", "3 hours ago"],
  ["2026-11-20T19:00:00Z", "yesterday"],
  ["2026-11-24T19:59:59Z", "in 3 days"],
  ["2026-06-01T00:00:00Z", "6 months ago"],
  ["2020-01-01T00:00:00Z", "7 years ago"],
])("%s is %s", (time, words) => {
  expect(relative(time, NOW)).toBe(words);
});
