import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Line } from "../../openapi/chat/types.ts";
import { AT_ONCE_MS, EVERY_MS, News } from "./news.ts";

let told: [string, string][] = [];
let news: News;

function line(text: string, more: Partial<Line> = {}): Line {
  const author = { nick: "Bob", rank: "guest", colour: "blue" } as const;
  return { id: 1, seq: 1, author, kind: "say", text, sent_at: 1, reactions: [], ...more };
}

beforeEach(() => {
  vi.useFakeTimers();
  told = [];
  news = new News((said, urgent) => told.push([said, urgent]));
});

afterEach(() => {
  vi.useRealTimers();
});

test("few lines are read out as they are, whose is whose", () => {
  news.add(line("Good evening"), "Ann");
  news.add(line("waves", { kind: "me" }), "Ann");
  news.add(line("hello", { author: { nick: null, rank: "member", colour: "red" } }), "Ann");
  vi.advanceTimersByTime(AT_ONCE_MS);
  expect(told).toEqual([["Bob: Good evening. Bob waves. deleted account: hello", ""]]);
});

test("a flood is told as a number, and not more often than can be heard", () => {
  news.add(line("first"), "Ann");
  vi.advanceTimersByTime(AT_ONCE_MS);
  for (let tenth = 0; tenth < 50; tenth++) {
    for (let count = 0; count < 100; count++) {
      news.add(line("and on"), "Ann");
    }
    vi.advanceTimersByTime(100);
  }
  vi.advanceTimersByTime(EVERY_MS);
  expect(told.map(([said]) => said)).toEqual(["Bob: first", "2500 new lines", "2500 new lines"]);
  // Nothing is said where nothing is new, and what comes then is said at once.
  vi.advanceTimersByTime(10 * EVERY_MS);
  expect(told).toHaveLength(3);
  news.add(line("last"), "Ann");
  vi.advanceTimersByTime(AT_ONCE_MS);
  expect(told.at(-1)).toEqual(["Bob: last", ""]);
});

test("what speaks to this page's person is told for itself, whatever else is said", () => {
  for (let count = 0; count < 9; count++) {
    news.add(line("noise"), "Ann");
  }
  news.add(line("@ann, are you there?"), "Ann");
  news.add(line("well?", { reply: { message: 1, nick: "Ann", text: "hm" } }), "Ann");
  news.add(line("@Anne?"), "Ann");
  vi.advanceTimersByTime(AT_ONCE_MS);
  expect(told).toEqual([["10 new lines", "Bob: @ann, are you there?. Bob: well?"]]);
});

test("after it is stopped nothing is told", () => {
  news.add(line("late"), null);
  news.stop();
  vi.advanceTimersByTime(10 * EVERY_MS);
  expect(told).toEqual([]);
});
