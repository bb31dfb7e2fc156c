import { expect, test } from "vitest";
import { completionOf, type Known } from "./complete.ts";

const KNOWN: Known = {
  commands: [
    {
      name: "timeout", aliases: [], usage: "/timeout NICK [DURATION] [REASON]", text: "silence somebody",
      arguments: [
        { kind: "nick", name: "NICK", optional: false, many: false },
        { kind: "duration", name: "DURATION", optional: true, many: false },
        { kind: "text", name: "REASON", optional: true, many: true },
      ],
    },
    {
      name: "private", aliases: ["w", "msg"], usage: "/private NICK TEXT", text: "write to somebody alone",
      arguments: [{ kind: "nick", name: "NICK", optional: false, many: false }],
    },
    {
      name: "emoteonly", aliases: [], usage: "/emoteonly [on|off]", text: "only emotes",
      arguments: [{ kind: "on_off", name: "on|off", optional: true, many: false }],
    },
  ],
  nicks: ["Ann", "Anton", "Bob"],
  emotes: new Map([["party_cat", "/emotes/party_cat"]]),
}; // prettier-ignore

const offered = (text: string) => completionOf(text, KNOWN)?.options.map((option) => option.insert) ?? null;

test.each([
  ["/t", ["/timeout "]],
  ["/W", ["/w "]],
  ["/nope", null],
  ["/timeout a", ["Ann ", "Anton "]],
  ["/timeout @an", ["Ann ", "Anton "]],
  ["/timeout Ann 1", ["1m ", "10m ", "1h ", "1d "]],
  ["/timeout Ann 1m be", null],
  ["/emoteonly o", ["on ", "off "]],
  ["hi @b", ["@Bob "]],
  ["mail@b", null],
  ["hello ann", null],
])("for %s it offers %j", (text, inserts) => {
  expect(offered(text)).toEqual(inserts);
});

test("emotes of the channel come before emoji", () => {
  const options = completionOf("so :party", KNOWN)?.options ?? [];
  expect(options.map((option) => option.insert)).toEqual([":party_cat: ", "🥳 "]);
  expect(completionOf("so :party", KNOWN)?.from).toBe(3);
  expect(completionOf("at 10:30", KNOWN)).toBeNull();
});
