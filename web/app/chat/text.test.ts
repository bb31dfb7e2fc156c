import { expect, test } from "vitest";
import { isEmojiOnly, mentions, partsOf } from "./text.ts";

const EMOTES = new Map([["wave", "/emotes/wave"]]);
const kinds = (text: string) => partsOf(text, EMOTES).map((part) => [part.kind, part.text]);

test.each([
  ["see https://example.org/a_(b), now", "https://example.org/a_(b)"],
  ["(https://example.org)", "https://example.org"],
  ["HTTPS://EXAMPLE.ORG/x?y=1&z=[2].", "HTTPS://EXAMPLE.ORG/x?y=1&z=[2]"],
  ["<https://example.org>", "https://example.org"],
])("finds the address in %s", (text, url) => {
  expect(partsOf(text, EMOTES).filter((part) => part.kind === "link").map((part) => part.text)).toEqual([url]);
});

test.each(["javascript:alert(1)", "data:text/html,x", "http://", "ftp://example.org", "[x](javascript:alert(1))"])(
  "makes no address of %s",
  (text) => {
    expect(partsOf(text, EMOTES).some((part) => part.kind === "link")).toBe(false);
  },
);

test("nothing of a line is lost, and nothing is added", () => {
  const text = "@Ann <b>look</b>: https://example.org :wave: :nope: a@b.example @x";
  expect(partsOf(text, EMOTES).map((part) => part.text).join("")).toBe(text);
  expect(kinds(text)).toEqual([
    ["mention", "@Ann"],
    ["text", " <b>look</b>: "],
    ["link", "https://example.org"],
    ["text", " "],
    ["emote", ":wave:"],
    ["text", " :nope: a@b.example @x"],
  ]);
});

test("a mention is of the whole name, in whatever letters", () => {
  expect(mentions("hello @ANN!", "Ann")).toBe(true);
  expect(mentions("hello @Annika", "Ann")).toBe(false);
  expect(mentions("well, @Ann.", "Ann")).toBe(true);
  expect(mentions("https://example.org/@Ann", "Ann")).toBe(false);
  expect(mentions("@Жанна_1 there", "жанна_1")).toBe(true);
});

test("a few emoji alone are large", () => {
  const large = (text: string) => isEmojiOnly(partsOf(text, EMOTES));
  expect(["🎉", "👩‍👩‍👧 🔥", ":wave: 🎉", "❤️", "🇫🇷"].map(large)).toEqual([true, true, true, true, true]);
  expect(["", "1", "hi 🎉", "🎉".repeat(7), "©opy"].map(large)).toEqual([false, false, false, false, false]);
});
