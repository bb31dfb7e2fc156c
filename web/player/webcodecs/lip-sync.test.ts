import { expect, test } from "vitest";
import { LipSync } from "./lip-sync.ts";

let now = 0;

/** Two seconds of pictures, each ready so many milliseconds after its pts. */
function fed(delay: (picture: number) => number): LipSync {
  now = 0;
  const sync = new LipSync(() => now);
  for (let picture = 0; picture < 60; picture += 1) {
    const pts = (picture * 1_000_000) / 30;
    now = pts / 1_000 + delay(picture);
    sync.decoded(pts);
  }
  return sync;
}

test("tells how long pictures come after their sound", () => {
  const sync = fed(() => 150);
  expect(sync.late((now - 60) * 1_000)).toBeCloseTo(90, 3);
  expect(sync.late((now - 140) * 1_000)).toBeCloseTo(10, 3);
});

test("pictures that wait for their sound set no bound", () => {
  expect(fed(() => 20).late((now - 60) * 1_000)).toBeNull();
});

test("a few late pictures, as after a network that hung, do not count", () => {
  const sync = fed((picture) => (picture >= 20 && picture < 35 ? 500 : 20));
  expect(sync.late((now - 40) * 1_000)).toBeCloseTo(-20, 3);
});

test("is not told of another time line", () => {
  expect(fed(() => 150).late(60_000_000)).toBeNull();
  expect(fed(() => 90_000).late(0)).toBeNull();
});

test("knows nothing of a few pictures, also after a new beginning", () => {
  const sync = fed(() => 150);
  sync.restart();
  expect(sync.late((now - 60) * 1_000)).toBeNull();
  for (let picture = 0; picture < 9; picture += 1) {
    sync.decoded((now - 150) * 1_000);
    expect(sync.late((now - 60) * 1_000)).toBeNull();
  }
  sync.decoded((now - 150) * 1_000);
  expect(sync.late((now - 60) * 1_000)).toBeCloseTo(90, 3);
});
