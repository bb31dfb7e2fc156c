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
  transcript.before(lines(1, 2, 3), false, { 10: ["👍"] });
  expect(texts(transcript)).toEqual(["line 1", "line 2", "line 3", "line 4"]);
  expect(transcript.more).toBe(false);
  expect(transcript.reacted(10, "👍")).toBe(true);
});

test("a piece of the past is read on to the newest, without a gap", () => {
  const transcript = new Transcript();
  transcript.welcome(lines(8, 9), false);
  transcript.put(line(10));
  transcript.around(lines(3, 4), true, true, {});
  expect([transcript.newer, transcript.newest, transcript.last, transcript.end]).toEqual([true, 10, 100, 40]);
  // What is new meanwhile is known of, and not put behind the gap.
  expect(transcript.put(line(11))).toBe(true);
  transcript.passing(["Bob"], []);
  expect(texts(transcript)).toEqual(["line 3", "line 4"]);
  expect([transcript.newest, transcript.last]).toEqual([11, 110]);
  transcript.after(lines(5, 6, 7, 8), true, { 50: ["👍"] });
  // The server told all that it had; one came since.
  transcript.after(lines(9, 10), false, {});
  expect([transcript.newer, transcript.reacted(50, "👍")]).toEqual([true, true]);
  transcript.after(lines(11), false, {});
  expect(transcript.newer).toBe(false);
  transcript.put(line(12));
  expect(texts(transcript)).toEqual(Array.from({ length: 10 }, (_, index) => `line ${index + 3}`));
});

test("the end of a piece of the past is found where the newest line is gone", () => {
  const transcript = new Transcript();
  transcript.welcome(lines(8, 9), false);
  transcript.around(lines(3, 4), true, true, {});
  transcript.after(lines(5, 6), false, {});
  expect(transcript.newer).toBe(true);
  transcript.after([], false, {});
  expect(transcript.newer).toBe(false);
});

test("a welcome that goes on leaves a piece of the past as it is", () => {
  const transcript = new Transcript();
  transcript.welcome(lines(8, 9), false);
  transcript.around(lines(3, 4), true, true, {});
  transcript.welcome([line(4, "changed"), line(9), line(10)], true);
  expect(texts(transcript)).toEqual(["line 3", "changed"]);
  expect([transcript.newer, transcript.last]).toEqual([true, 100]);
  transcript.welcome(lines(20, 21), false);
  expect(texts(transcript)).toEqual(["line 20", "line 21"]);
  expect([transcript.newer, transcript.last]).toEqual([false, 210]);
});

test("an answer shows the line that it answers as it is now", () => {
  const transcript = new Transcript();
  const answer = (seq: number, to: number) => line(seq, "well", { reply: { message: to, nick: "Ann", text: `line ${to / 10}` } });
  transcript.welcome([line(1), line(2), answer(3, 10), answer(4, 20), answer(5, 20)], false);
  const quotes = () => transcript.items.map((item) => (item.kind === "line" ? item.line.reply?.text : null));
  transcript.change(line(1, "🙂".repeat(120)));
  transcript.deleted(20, "author");
  expect(quotes()).toEqual([undefined, undefined, "🙂".repeat(100), "", ""]);
  // Of a line that is not held as well.
  transcript.around([answer(3, 10), answer(4, 20)], true, false, {});
  transcript.cleared(10);
  expect(quotes()).toEqual(["", "line 2"]);
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

test("who scrolls back through more than are held has the newest forgotten, and asked for again", () => {
  const transcript = new Transcript();
  transcript.welcome(Array.from({ length: 100_000 }, (_, index) => line(index + 101)), false);
  transcript.before(Array.from({ length: 100 }, (_, index) => line(index + 1)), false, {});
  expect(transcript.items).toHaveLength(90_100);
  expect([transcript.first, transcript.end, transcript.newer, transcript.newest]).toEqual([10, 901_000, true, 100_100]);
});

test("what is told to this page alone is bounded as well", () => {
  const transcript = new Transcript();
  for (let count = 0; count <= 100_000; count++) {
    transcript.note("again");
  }
  expect(transcript.items).toHaveLength(90_001);
});

test("what a message leaves out is null", () => {
  const transcript = new Transcript();
  const author = { rank: "member", colour: "red" } as Line["author"];
  transcript.put(line(1, "from nobody", { author }));
  const [item] = transcript.items;
  expect(item?.kind === "line" ? item.line.author.nick : "").toBeNull();
});
