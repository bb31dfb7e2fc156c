import { expect, test } from "vitest";
import type { ModerationEntryAnswer } from "../../api/chat.ts";
import { deedInWords } from "./deeds.ts";

const ENTRY: ModerationEntryAnswer = {
  id: 1, at: "2026-11-22T00:00:00Z", by: "Ada", deed: "ban", nick: "Cyd", message: null, reason: "", detail: "",
  undoes: null, undone: false, undoable: true,
}; // prettier-ignore

test.each<[Partial<ModerationEntryAnswer>, string]>([
  [{}, "Ada banned Cyd"],
  [{ deed: "timeout", detail: "for 60 s" }, "Ada silenced Cyd for 1 minute"],
  [{ deed: "timeout", detail: "for 90 s" }, "Ada silenced Cyd for 90 seconds"],
  [{ deed: "settings", detail: "slow_seconds: 0 → 30" }, "Ada changed the rules: slow mode off → 30 seconds"],
  [
    { deed: "settings", detail: "followers_seconds: off → 0, hold_new_accounts_hours: 24 → 0, unique: off → on" },
    "Ada changed the rules: followers only off → on, lines of new accounts wait 1 day → off, nothing twice off → on",
  ],
  [{ deed: "settings", detail: "of_tomorrow: 1 → 2" }, "Ada changed the rules: of_tomorrow: 1 → 2"],
  [{ deed: "filters", detail: "word sp*: hold, added" }, "Ada changed the filters: added words “sp*”, hold it for a moderator"],
  [
    { deed: "filters", detail: "word $& : hold, added: timeout, removed" },
    "Ada changed the filters: removed words “$& : hold, added”, refuse it and silence the author",
  ],
  [{ deed: "role", detail: "member → vip" }, "Ada changed what Cyd is: Member → VIP"],
  [{ deed: "role", detail: "guest → king" }, "Ada changed what Cyd is: Guest → king"],
  [{ by: null, nick: "$& $1" }, "The server banned $& $1"],
  [{ deed: "constructed", nick: null }, "Ada constructed"],
])("%j is told in words", (entry, words) => {
  expect(deedInWords({ ...ENTRY, ...entry })).toBe(words);
});
