import { expect, test } from "vitest";
import { EdgePolicy } from "./policy.ts";

test("plays at its own speed near the target", () => {
  const policy = new EdgePolicy(0);
  expect(policy.correct(0, 0.1)).toEqual({ rate: 1, jumpTo: null });
  expect(policy.correct(0, 0.12)).toEqual({ rate: 1, jumpTo: null });
});

test("plays faster when behind, slower when about to run out", () => {
  const policy = new EdgePolicy(0);
  expect(policy.correct(0, 0.2).rate).toBe(1.05);
  expect(policy.correct(0, 0.5).rate).toBe(1.1);
  expect(policy.correct(0, 0.7).rate).toBe(1.2);
  expect(policy.correct(0, 0.02).rate).toBe(0.97);
});

test("jumps to the live edge when far behind, or when the pictures went past it", () => {
  const policy = new EdgePolicy(0);
  expect(policy.correct(20_000, 2)).toEqual({ rate: 1, jumpTo: 0.1 });
  expect(policy.correct(40_000, -1)).toEqual({ rate: 1, jumpTo: 0.1 });
});

test("does not jump again while the decoders may still fill, and stays further behind when it must", () => {
  const policy = new EdgePolicy(0);
  expect(policy.correct(2_900, 2)).toEqual({ rate: 1.2, jumpTo: null });
  expect(policy.correct(20_000, 2).jumpTo).toBeCloseTo(0.1);
  expect(policy.correct(22_900, 2).jumpTo).toBeNull();
  expect(policy.correct(23_000, 2).jumpTo).toBeCloseTo(0.2);
  expect(policy.correct(28_900, 2).jumpTo).toBeNull();
  expect(policy.correct(29_000, 2).jumpTo).toBeCloseTo(0.3);
});

test("stays further behind after a stall, and comes back when all is calm", () => {
  const policy = new EdgePolicy(0);
  policy.stalled(5_000);
  policy.stalled(5_100);
  expect(policy.target).toBeCloseTo(0.2);
  policy.correct(8_900, 0.2);
  expect(policy.target).toBeCloseTo(0.2);
  policy.correct(9_001, 0.2);
  expect(policy.target).toBeCloseTo(0.1);
});

test("takes twice as long to come back after each time that coming back led to a stall", () => {
  const policy = new EdgePolicy(0);
  policy.stalled(5_000);
  policy.correct(9_001, 0.2);
  policy.stalled(11_000);
  policy.correct(18_900, 0.2);
  expect(policy.target).toBeCloseTo(0.2);
  policy.correct(19_001, 0.2);
  expect(policy.target).toBeCloseTo(0.1);
});

test("does not take what a jump brings for a stall", () => {
  const policy = new EdgePolicy(0);
  policy.correct(20_000, 3);
  policy.stalled(20_900);
  expect(policy.target).toBeCloseTo(0.1);
});

test("keeps more room while sound is heard", () => {
  const policy = new EdgePolicy(0);
  policy.needs(true, 0);
  expect(policy.target).toBeCloseTo(0.2);
  policy.correct(60_000, 0.2);
  expect(policy.target).toBeCloseTo(0.2);
  policy.needs(false, 0);
  policy.correct(60_000, 0.2);
  expect(policy.target).toBeCloseTo(0.1);
});

test("does not come back while it still catches up", () => {
  const policy = new EdgePolicy(0);
  policy.stalled(5_000);
  policy.correct(60_000, 0.6);
  expect(policy.target).toBeCloseTo(0.2);
});

test("never goes beyond a second and a half", () => {
  const policy = new EdgePolicy(0);
  for (let i = 1; i < 50; i += 1) {
    policy.stalled(i * 1_600);
  }
  expect(policy.target).toBeCloseTo(1.5);
});

test("keeps a bundle more while the server gathers", () => {
  const policy = new EdgePolicy(0);
  policy.needs(false, 0.25);
  expect(policy.target).toBeCloseTo(0.35);
  policy.needs(false, 0);
  for (let now = 5_000; now < 30_000; now += 100) {
    policy.correct(now, policy.target);
  }
  expect(policy.target).toBeCloseTo(0.1);
});
