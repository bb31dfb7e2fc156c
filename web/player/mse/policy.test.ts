import { expect, test } from "vitest";
import { EdgePolicy } from "./policy.ts";

test("plays at its own speed near the target", () => {
  const policy = new EdgePolicy(0);
  expect(policy.correct(0, 0.1)).toEqual({ rate: 1, jumpTo: null });
  expect(policy.correct(0, 0.14)).toEqual({ rate: 1, jumpTo: null });
});

test("plays faster when behind, slower when about to run out", () => {
  const policy = new EdgePolicy(0);
  expect(policy.correct(0, 0.2).rate).toBe(1.05);
  expect(policy.correct(0, 0.6).rate).toBe(1.1);
  expect(policy.correct(0, 0.02).rate).toBe(0.97);
});

test("jumps to the live edge when far behind, or when the pictures went past it", () => {
  const policy = new EdgePolicy(0);
  expect(policy.correct(0, 2)).toEqual({ rate: 1, jumpTo: 0.1 });
  expect(policy.correct(0, -1)).toEqual({ rate: 1, jumpTo: 0.1 });
});

test("stays further behind after a stall, and comes back when all is calm", () => {
  const policy = new EdgePolicy(0);
  policy.stalled(5_000);
  policy.stalled(5_100);
  expect(policy.target).toBeCloseTo(0.2);
  policy.correct(24_000, 0.2);
  expect(policy.target).toBeCloseTo(0.2);
  policy.correct(25_001, 0.2);
  expect(policy.target).toBeCloseTo(0.1);
});

test("never goes beyond a second and a half", () => {
  const policy = new EdgePolicy(0);
  for (let i = 1; i < 50; i += 1) {
    policy.stalled(i * 2_000);
  }
  expect(policy.target).toBeCloseTo(1.5);
});
