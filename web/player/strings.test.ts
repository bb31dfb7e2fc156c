import { expect, test } from "vitest";
import { NOTHING_KNOWN } from "./states.ts";
import { stateText } from "./strings.ts";

test("says what a refusal means", () => {
  const facts = { ...NOTHING_KNOWN, phase: { name: "refused", code: "channel_unknown", message: "x" } as const };
  expect(stateText("refused", facts).title).toBe("No such channel");
});

test("gives the server's own words for a refusal it does not know", () => {
  const facts = { ...NOTHING_KNOWN, phase: { name: "refused", code: "of_the_future", message: "not today" } as const };
  expect(stateText("refused", facts).detail).toBe("not today");
});

test("names what the browser lacks", () => {
  expect(stateText("unsupported", { ...NOTHING_KNOWN, unsupported: "no hvc1" }).detail).toContain("(no hvc1.)");
});
