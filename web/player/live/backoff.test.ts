import { expect, test } from "vitest";
import { Backoff } from "./backoff.ts";

const never = () => 0;

test("doubles from 50 ms and stays at half a second in the first minutes", () => {
  const backoff = new Backoff(() => 1_000, never);
  expect([1, 2, 3, 4, 5, 6, 7].map(() => backoff.next())).toEqual([50, 100, 200, 400, 500, 500, 500]);
});

test("goes up to five seconds once five minutes have passed", () => {
  let now = 0;
  const backoff = new Backoff(() => now, never);
  for (let i = 0; i < 6; i += 1) {
    backoff.next();
  }
  now = 5 * 60_000;
  expect([1, 2, 3, 4, 5].map(() => backoff.next())).toEqual([1_000, 2_000, 4_000, 5_000, 5_000]);
});

test("starts again after a connection stood", () => {
  const backoff = new Backoff(() => 0, never);
  backoff.next();
  backoff.next();
  backoff.reset();
  expect(backoff.next()).toBe(50);
});

test("shortens a wait by at most half", () => {
  expect(new Backoff(() => 0, () => 0.999).next()).toBeCloseTo(25, 0);
});
