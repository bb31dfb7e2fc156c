import { expect, test } from "vitest";
import { cornerByKey, keepOnStage, nearestCorner } from "./inset-position.ts";

const stage = { width: 800, height: 450 };
const inset = { width: 200, height: 112 };

test.each([
  [{ x: 10, y: 10 }, "top-left"],
  [{ x: 290, y: 10 }, "top-left"],
  [{ x: 310, y: 10 }, "top-right"],
  [{ x: 310, y: 180 }, "bottom-right"],
  [{ x: 0, y: 300 }, "bottom-left"],
] as const)("%j snaps to %s", (at, corner) => {
  expect(nearestCorner(at, inset, stage)).toBe(corner);
});

test.each([
  ["top-left", "ArrowRight", "top-right"],
  ["top-right", "ArrowRight", "top-right"],
  ["top-right", "ArrowDown", "bottom-right"],
  ["bottom-right", "ArrowLeft", "bottom-left"],
  ["bottom-left", "ArrowUp", "top-left"],
  ["bottom-left", "Enter", "bottom-left"],
] as const)("from %s %s leads to %s", (corner, key, expected) => {
  expect(cornerByKey(corner, key)).toBe(expected);
});

test("never leaves the stage", () => {
  expect(keepOnStage({ x: -20, y: 500 }, inset, stage)).toEqual({ x: 0, y: 338 });
  expect(keepOnStage({ x: 20, y: 50 }, inset, { width: 100, height: 50 })).toEqual({ x: 0, y: 0 });
});
