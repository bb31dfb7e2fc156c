import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ApiError } from "./api/request.ts";
import { Attempt, sentence } from "./attempt.svelte.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const refused = (code: string, retryAfter: number | null = null) => async () => {
  throw new ApiError(code, "the name is taken: choose another", 409, retryAfter);
};

test("says what was refused, at its field, until somebody mends it", async () => {
  const attempt = new Attempt();
  expect(await attempt.run(refused("name_taken"))).toBe(false);
  expect(attempt.at("name_invalid", "name_taken")).toBe("The name is taken: choose another.");
  expect(attempt.at("password_weak")).toBeNull();
  attempt.clear();
  expect(attempt.error).toBeNull();
});

test("is tried once at a time", async () => {
  const attempt = new Attempt();
  let done = () => {};
  const first = attempt.run(() => new Promise((resolve) => (done = resolve)));
  expect(attempt.busy).toBe(true);
  expect(await attempt.run(async () => {})).toBe(false);
  done();
  expect(await first).toBe(true);
  expect(attempt.open).toBe(true);
});

test("counts down to the next try", async () => {
  const attempt = new Attempt();
  await attempt.run(refused("slow_down", 2_000));
  expect([attempt.wait, attempt.open]).toEqual([2, false]);
  attempt.clear();
  expect(attempt.error).not.toBeNull();
  vi.advanceTimersByTime(1_000);
  expect(attempt.wait).toBe(1);
  vi.advanceTimersByTime(1_000);
  expect([attempt.wait, attempt.open]).toEqual([0, true]);
  expect(await attempt.run(async () => {})).toBe(true);
});

test("hides no fault of the page", async () => {
  const attempt = new Attempt();
  await expect(attempt.run(async () => Promise.reject(new TypeError("x")))).rejects.toThrow(TypeError);
  expect(attempt.open).toBe(true);
});

test("makes a sentence of the server's one line", () => {
  expect(sentence("there is no such person")).toBe("There is no such person.");
  expect(sentence("Try again in a moment.")).toBe("Try again in a moment.");
});
