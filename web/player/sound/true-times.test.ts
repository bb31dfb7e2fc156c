import { expect, test } from "vitest";
import { TrueTimes } from "./true-times.ts";

const LENGTH = 20_000;

test.each([100, -100])("follows a card that is off by %i millionths for an hour", (ppm) => {
  const times = new TrueTimes();
  const real = LENGTH * (1 + ppm / 1_000_000);
  let worst = 0;
  for (let number = 0; number < 180_000; number += 1) {
    times.given(5_000_000 + number * real);
    const told = times.of(5_000_000 + number * LENGTH, LENGTH);
    worst = Math.max(worst, Math.abs(told - 5_000_000 - number * real));
  }
  expect(worst).toBeLessThan(1);
});

test("pieces that never come out take nobody's time away", () => {
  const times = new TrueTimes();
  [0, 1, 2, 3].forEach((number) => times.given(number * LENGTH));
  expect(times.of(0, LENGTH)).toBe(0);
  expect(times.of(3 * LENGTH, LENGTH)).toBe(3 * LENGTH);
});

test("a piece without a packet goes on where the others were", () => {
  const times = new TrueTimes();
  times.given(70);
  expect(times.of(0, LENGTH)).toBe(70);
  expect(times.of(LENGTH, LENGTH)).toBe(LENGTH + 70);
});

test("another decoder counts from its own first piece", () => {
  const times = new TrueTimes();
  times.given(9_000);
  expect(times.of(0, LENGTH)).toBe(9_000);
  times.reset();
  expect(times.of(1_000_000, LENGTH)).toBe(1_000_000);
});

test("holds no more than a second", () => {
  const times = new TrueTimes();
  for (let number = 0; number < 1_000; number += 1) {
    times.given(number * LENGTH);
  }
  expect(times.of(999 * LENGTH, LENGTH)).toBe(999 * LENGTH);
});
