import { expect, test } from "vitest";
import { SlidingWindow } from "./window.ts";

test("tells percentiles of what is in the window", () => {
  const window = new SlidingWindow(10_000);
  for (let value = 1; value <= 100; value += 1) {
    window.add(value, value);
  }
  expect(window.percentile(100, 0.5)).toBe(50);
  expect(window.percentile(100, 0.95)).toBe(95);
  expect(window.extremes(100)).toEqual({ least: 1, most: 100 });
  expect(window.latest).toBe(100);
});

test("forgets what is older than its span", () => {
  const window = new SlidingWindow(1_000);
  window.add(0, 900);
  window.add(1_500, 10);
  expect(window.percentile(1_500, 0.95)).toBe(10);
  expect(window.percentile(9_000, 0.5)).toBeNull();
});

test("sums by the second", () => {
  const window = new SlidingWindow(2_000);
  window.add(100, 8);
  window.add(1_900, 8);
  expect(window.perSecond(2_000)).toBe(8);
});

test("keeps no more samples than its limit", () => {
  const window = new SlidingWindow(1_000, 2);
  for (const value of [1, 2, 3]) {
    window.add(0, value);
  }
  expect(window.percentile(0, 0.01)).toBe(2);
});
