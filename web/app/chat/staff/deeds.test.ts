import { expect, test } from "vitest";
import type { ModerationEntryAnswer } from "../../api/chat.ts";
import { deedInWords } from "./deeds.ts";

const ENTRY: ModerationEntryAnswer = {
  id: 1, at: "2026-11-22T00:00:00Z", by: "Ada", deed: "ban", nick: "Cyd", message: null, reason: "", detail: "",
  undoes: null, undone: false, undoable: true,
}; // prettier-ignore

test.each<[Partial<ModerationEntryAnswer>, string]>([
  [{}, "Ada banned Cyd"],
  [{ deed: "timeout", detail: "for 60 s" }, "Ada silenced Cyd for 60 s"],
  [{ deed: "settings", nick: null, detail: "slow_seconds: 0 → 30" }, "Ada changed the rules: slow_seconds: 0 → 30"],
  [{ by: null, nick: "$& $1" }, "The server banned $& $1"],
  [{ deed: "constructed", nick: null }, "Ada constructed"],
])("%j is told in words", (entry, words) => {
  expect(deedInWords({ ...ENTRY, ...entry })).toBe(words);
});
