import { expect, test } from "vitest";
import type { Packet } from "../../wire/packets.ts";
import { DecodeQueue } from "./decode-queue.ts";

const TIMESCALE = 90_000;

function packet(group: number, sequence: number, seconds: number, size = 1): Packet {
  const pts = Math.round(seconds * TIMESCALE);
  return {
    track: 1,
    generation: 0,
    group,
    sequence,
    pts,
    dts: pts,
    duration: 0,
    capturedAt: 0,
    flags: sequence === 0 ? 1 : 0,
    keyframe: sequence === 0,
    payload: new Uint8Array(size),
  };
}

test("asks for a keyframe until one comes", () => {
  const queue = new DecodeQueue(TIMESCALE);
  expect(queue.push(packet(1, 1, 0)).keyframeWanted).toBe(true);
  expect(queue.take(null)).toBeNull();
  expect(queue.push(packet(2, 0, 0.1)).keyframeWanted).toBe(false);
  expect(queue.push(packet(2, 1, 0.2)).keyframeWanted).toBe(false);
  expect(queue.take(null)?.sequence).toBe(0);
});

test("refuses pictures of a group whose start it never saw", () => {
  const queue = new DecodeQueue(TIMESCALE);
  queue.push(packet(1, 0, 0));
  expect(queue.push(packet(2, 5, 0.1)).keyframeWanted).toBe(true);
  expect(queue.push(packet(2, 6, 0.2)).keyframeWanted).toBe(true);
});

test("holds what is not due yet", () => {
  const queue = new DecodeQueue(TIMESCALE);
  queue.push(packet(1, 0, 1));
  expect(queue.take(900_000)).toBeNull();
  expect(queue.headPts).toBe(1_000_000);
  expect(queue.take(1_000_000)?.group).toBe(1);
});

test("falls forward to the newest group when more than a second waits", () => {
  const queue = new DecodeQueue(TIMESCALE);
  for (let i = 0; i < 60; i += 1) {
    queue.push(packet(1, i, i / 30));
  }
  expect(queue.push(packet(2, 0, 2))).toEqual({ skippedGroups: 1, keyframeWanted: false });
  expect(queue.take(null)?.group).toBe(2);
});

test("keeps the backlog of a join, which is one group", () => {
  const queue = new DecodeQueue(TIMESCALE);
  for (let i = 0; i < 90; i += 1) {
    expect(queue.push(packet(1, i, i / 30))).toEqual({ skippedGroups: 0, keyframeWanted: false });
  }
  expect(Math.round(queue.lag / 1_000)).toBe(2967);
});

test("is bounded in bytes where no keyframe comes", () => {
  const queue = new DecodeQueue(TIMESCALE);
  queue.push(packet(1, 0, 0, 20_000_000));
  expect(queue.push(packet(1, 1, 0, 20_000_000))).toEqual({ skippedGroups: 1, keyframeWanted: true });
  expect(queue.headPts).toBeNull();
});
