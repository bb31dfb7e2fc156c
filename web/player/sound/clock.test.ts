import { expect, test } from "vitest";
import { SoundClock } from "./clock.ts";

test("tells nothing before both words are in", () => {
  const clock = new SoundClock();
  expect(clock.heardAt(0)).toBeNull();
  clock.reported({ pts: 1_000_000, contextTime: 2, buffered: 60 }, 0);
  expect(clock.heardAt(0)).toBeNull();
});

test("counts the sound card's delay", () => {
  const clock = new SoundClock();
  clock.anchored({ contextTime: 2, epochMillis: 10_030 });
  clock.reported({ pts: 1_000_000, contextTime: 2, buffered: 60 }, 10_000);
  expect(clock.heardAt(10_030)).toBe(1_000_000);
  expect(clock.heardAt(10_130)).toBe(1_100_000);
  expect(clock.buffered).toBe(60);
});

test("is not believed when its reports stop, or nothing plays", () => {
  const clock = new SoundClock();
  clock.anchored({ contextTime: 2, epochMillis: 10_000 });
  clock.reported({ pts: 1_000_000, contextTime: 2, buffered: 60 }, 10_000);
  expect(clock.heardAt(10_401)).toBeNull();
  clock.reported({ pts: null, contextTime: 2.5, buffered: 0 }, 10_500);
  expect(clock.heardAt(10_501)).toBeNull();
});
