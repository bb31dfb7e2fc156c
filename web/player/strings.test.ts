import { expect, test } from "vitest";
import { NOTHING_KNOWN } from "./states.ts";
import { mendedOnPage, stateText } from "./strings.ts";

test("says what a refusal means", () => {
  const facts = { ...NOTHING_KNOWN, phase: { name: "refused", code: "channel_unknown", message: "x" } as const };
  expect(stateText("refused", facts).title).toBe("No such channel");
});

test.each([
  ["not_allowed", "This is not open to you", false],
  ["ticket_invalid", "The ticket is no longer good", false],
  ["sign_in_needed", "Sign in to watch", true],
  ["password_needed", "This channel has a password", true],
])("says %s in words, and whether its page helps", (code, title, helps) => {
  const facts = { ...NOTHING_KNOWN, phase: { name: "refused", code, message: "x" } as const };
  expect(stateText("refused", facts).title).toBe(title);
  expect(mendedOnPage(code)).toBe(helps);
});

test("gives the server's own words for a refusal it does not know", () => {
  const facts = { ...NOTHING_KNOWN, phase: { name: "refused", code: "of_the_future", message: "not today" } as const };
  expect(stateText("refused", facts).detail).toBe("not today");
});

test("names the codec that the browser lacks", () => {
  const facts = { ...NOTHING_KNOWN, unsupported: { lacks: "decoder", codec: "hvc1.1.6.L93.B0" } as const };
  expect(stateText("unsupported", facts).detail).toContain("This broadcast is HEVC video");
});

test("sends JPEG pictures to a secure address", () => {
  const facts = { ...NOTHING_KNOWN, unsupported: { lacks: "security", codec: "jpeg" } as const };
  expect(stateText("unsupported", facts).detail).toBe(
    "This broadcast is JPEG pictures, which need a secure address: open it by https or on this machine.",
  );
});

test.each([
  ["secret_missing", "This broadcast is encrypted"],
  ["secret_wrong", "Wrong secret"],
  ["not_encrypted", "This broadcast is not encrypted"],
  ["origin_insecure", "This page needs a secure address"],
] as const)("says %s in words", (locked, title) => {
  expect(stateText("locked", { ...NOTHING_KNOWN, locked }).title).toBe(title);
});
