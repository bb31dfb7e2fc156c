import { expect, test } from "vitest";
import { byRank, duration, left, names, newDay, over, rulesInWords } from "./words.ts";

test.each([
  [0, "0:00"],
  [4_100, "0:05"],
  [299_000, "4:59"],
  [3_723_000, "1:02:03"],
  [86_400_000, "24:00:00"],
  [3 * 86_400_000, "3 days"],
])("%i ms are %s", (millis, words) => {
  expect(left(millis)).toBe(words);
});

test.each([
  [1, "1 second"],
  [90, "90 seconds"],
  [600, "10 minutes"],
  [3_600, "1 hour"],
  [172_800, "2 days"],
])("%i s are %s", (seconds, words) => {
  expect(duration(seconds)).toBe(words);
});

test("many names are some and a number", () => {
  expect(names([])).toBe("");
  expect(names(["Ann", "Bob"])).toBe("Ann and Bob");
  expect(names(["A", "B", "C", "D", "E", "F"])).toBe("A, B, C and 3 others");
});

test("the highest come first, and nobody is above themselves", () => {
  const person = (nick: string, rank: "owner" | "guest" | "vip") => ({ nick, rank, colour: "red" as const });
  const groups = byRank([person("g", "guest"), person("o", "owner"), person("v", "vip")]);
  expect(groups.map((group) => group.rank)).toEqual(["owner", "vip", "guest"]);
  expect([over("owner", "admin"), over("admin", "admin"), over("guest", "vip")]).toEqual([true, false, false]);
});

test("a day is told once", () => {
  const noon = Date.parse("2026-11-21T12:00:00") * 1_000;
  expect(newDay(noon, null)).toContain("21");
  expect(newDay(noon + 60_000_000, noon)).toBeNull();
  expect(newDay(noon + 86_400_000_000, noon)).toContain("22");
});

test("the rules of a room are told in a line, and nothing where there are none", () => {
  expect(rulesInWords({})).toBe("");
  expect(rulesInWords({ slow_seconds: 30, followers_seconds: 0, emote_only: true, guests: true })).toBe(
    "Slow mode: a line every 30 seconds · Followers only · Emotes only",
  );
  expect(rulesInWords({ followers_seconds: 600, unique: true, guests: false })).toBe(
    "Followers of 10 minutes only · Nothing twice · No guests",
  );
});
