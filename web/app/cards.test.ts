import { expect, test } from "vitest";
import { type CardInfo, snapshotOf } from "./cards.ts";

const track = { id: 0, kind: "video", name: "main", codec: "avc1.42c01f", width: 1280, height: 720, fps: 30, encrypted: false } as const;
const card: CardInfo = {
  channel: "lobby", title: "", state: "live", picture: null, locked: false, open: true, viewers: 0, startedAt: 0, tracks: [track],
};

test("what may be watched shows what is on, anew now and then", () => {
  expect(snapshotOf(card, 40_000)).toBe("/live/lobby.jpg?at=2");
  expect(snapshotOf(card, 59_999)).toBe("/live/lobby.jpg?at=2");
});

test("what is not open, encrypted or only to be heard has no picture of what is on", () => {
  expect(snapshotOf({ ...card, open: false }, 0)).toBeNull();
  expect(snapshotOf({ ...card, tracks: [{ ...track, encrypted: true }] }, 0)).toBeNull();
  expect(snapshotOf({ ...card, tracks: [{ ...track, kind: "audio" }] }, 0)).toBeNull();
});
