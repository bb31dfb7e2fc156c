import { expect, test } from "vitest";
import type { Line } from "../../openapi/chat/types.ts";
import { placeOf, Transcript } from "./transcript.ts";

function line(seq: number, text = `line ${seq}`, more: Partial<Line> = {}): Line {
  return {
    id: seq * 10,
    seq,
    author: { nick: "Ann", rank: "member", colour: "red" },
    kind: "say",
    text,
    sent_at: seq * 1_000_000,
    reactions: [],
    ...more,
  };
}

const lines = (...seqs: number[]) => seqs.map((seq) => line(seq));
const texts = (transcript: Transcript) =>
  transcript.items.map((item) => (item.kind === "line" ? item.line.text : item.kind === "note" ? item.text : "passing"));

test("keeps lines in the order of the room, whichever comes first", () => {
  const transcript = new Transcript();
  transcript.welcome(lines(1, 2), false);
  expect(transcript.put(line(4))).toBe(true);
  expect(transcript.put(line(3))).toBe(true);
  expect(transcript.put(line(4, "again"))).toBe(false);
  expect(texts(transcript)).toEqual(["line 1", "line 2", "line 3", "again"]);
  expect([transcript.first, transcript.last]).toEqual([10, 40]);
});

test("a welcome that goes on replaces what it names, and drops what it leaves out", () => {
  const transcript = new Transcript();
  transcript.welcome(lines(1, 2, 3, 4), false);
  transcript.welcome([line(2), line(4, "changed"), line(5)], true);
  expect(texts(transcript)).toEqual(["line 1", "line 2", "changed", "line 5"]);
});

test("a welcome with a gap before it begins anew, and keeps what this page alone was told", () => {
  const transcript = new Transcript();
  transcript.welcome(lines(1, 2), false);
  transcript.note("You are somebody now.");
  transcript.welcome(lines(8, 9), false);
  transcript.put(line(10));
  expect(texts(transcript)).toEqual(["line 8", "line 9", "You are somebody now.", "line 10"]);
  expect(transcript.more).toBe(true);
});

test("older lines come before the others, each once", () => {
  const transcript = new Transcript();
  transcript.welcome(lines(3, 4), false);
  transcript.before(lines(1, 2, 3), false);
  expect(texts(transcript)).toEqual(["line 1", "line 2", "line 3", "line 4"]);
  expect(transcript.more).toBe(false);
});

test("a deleted line stays as a place without words", () => {
  const transcript = new Transcript();
  transcript.welcome(lines(1, 2), false);
  transcript.deleted(10, "staff");
  const [first] = transcript.items;
  expect(first).toMatchObject({ by: "staff", line: { text: "", deleted: true } });
});

test("what is cleared is gone, and not asked for again", () => {
  const transcript = new Transcript();
  transcript.welcome(lines(1, 2, 3), false);
  transcript.cleared(20);
  expect(texts(transcript)).toEqual(["line 3"]);
  expect(transcript.more).toBe(false);
  transcript.cleared(5);
  expect(texts(transcript)).toEqual(["line 3"]);
});

test("reactions are counted as the server tells, in the order in which they came", () => {
  const transcript = new Transcript();
  transcript.welcome(lines(1), false);
  const react = (emoji: string, count: number, own: boolean, on = true) =>
    transcript.reaction({ type: "reaction", message: 10, emoji, count, nick: "Bob", on }, own);
  react("👍", 1, false);
  react("🔥", 1, true);
  react("👍", 2, true);
  const shown = () => (transcript.items[0]?.kind === "line" ? transcript.items[0].line.reactions : []);
  expect(shown()).toEqual([{ emoji: "👍", count: 2 }, { emoji: "🔥", count: 1 }]);
  expect([transcript.reacted(10, "👍"), transcript.reacted(10, "🔥")]).toEqual([true, true]);
  react("🔥", 0, true, false);
  expect(shown()).toEqual([{ emoji: "👍", count: 2 }]);
  expect(transcript.reacted(10, "🔥")).toBe(false);
});

test("who comes and goes is one row until somebody says something", () => {
  const transcript = new Transcript();
  transcript.passing(["Ann"], []);
  transcript.passing(["Bob"], []);
  transcript.passing([], ["Ann"]);
  expect(transcript.items).toMatchObject([{ came: ["Bob"], went: [] }]);
  transcript.put(line(1));
  transcript.passing([], ["Bob"]);
  expect(transcript.items).toMatchObject([{ came: ["Bob"] }, { kind: "line" }, { went: ["Bob"] }]);
  transcript.passing(["Bob"], []);
  expect(transcript.items).toHaveLength(2);
});

test("a hundred thousand lines are held, and no more", () => {
  const transcript = new Transcript();
  transcript.welcome(Array.from({ length: 100_000 }, (_, index) => line(index + 1)), false);
  transcript.more = false;
  transcript.put(line(100_001));
  expect(transcript.items).toHaveLength(90_001);
  expect(transcript.more).toBe(true);
  expect(transcript.items[placeOf(transcript.items, 100_001, 0)]?.at).toBe(100_001);
});

test("what a message leaves out is null", () => {
  const transcript = new Transcript();
  const author = { rank: "member", colour: "red" } as Line["author"];
  transcript.put(line(1, "from nobody", { author }));
  const [item] = transcript.items;
  expect(item?.kind === "line" ? item.line.author.nick : "").toBeNull();
});
