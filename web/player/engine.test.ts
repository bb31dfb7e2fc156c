import { expect, test } from "vitest";
import { chooseEngine } from "./engine.ts";

test.each([
  [null, true, true, "webcodecs"],
  [null, false, true, "mse"],
  [null, false, false, null],
  ["mse", true, true, "mse"],
  ["mse", true, false, null],
  ["webcodecs", false, true, null],
])("wanted %s, WebCodecs %s, Media Source %s: %s", (wanted, webcodecs, mse, expected) => {
  expect(chooseEngine(wanted, { webcodecs, mse })).toBe(expected);
});
