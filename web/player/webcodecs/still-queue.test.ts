import { expect, test } from "vitest";
import type { Packet } from "../../wire/packets.ts";
import { StillQueue } from "./still-queue.ts";

function packet(millis: number, size = 1): Packet {
  const pts = millis * 90;
  return {
    track: 0,
    generation: 0,
    group: millis,
    sequence: 0,
    pts,
    dts: pts,
    duration: 0,
    capturedAt: 0,
    flags: 1,
    keyframe: true,
    payload: new Uint8Array(size),
  };
}

let dropped = 0;

function queueOf(...packets: Packet[]): StillQueue {
  dropped = 0;
  const queue = new StillQueue(90_000, (pictures) => {
    dropped += pictures;
  });
  for (const each of packets) {
    queue.push(each);
  }
  return queue;
}

test("gives the newest where all is shown as soon as it can be", () => {
  const queue = queueOf(packet(0), packet(33), packet(66));
  expect(queue.take(null)?.group).toBe(66);
  expect(queue.take(null)).toBeNull();
  expect(dropped).toBe(2);
});

test("gives each where they wait for their time, a little before it", () => {
  const queue = queueOf(packet(0), packet(33), packet(66), packet(100));
  expect([0, 0, 0].map((position) => queue.take(position)?.group)).toEqual([0, 33, undefined]);
  expect(queue.headPts).toBe(66_000);
  expect(queue.take(33_000)?.group).toBe(66);
  expect(dropped).toBe(0);
});

test("leaves out what is overdue", () => {
  const queue = queueOf(packet(0), packet(33), packet(66), packet(100));
  expect(queue.take(70_000)?.group).toBe(66);
  expect(dropped).toBe(2);
});

test("is bounded in time and in bytes", () => {
  expect(queueOf(packet(0), packet(900), packet(1_500)).lag).toBe(600_000);
  expect(dropped).toBe(1);
  queueOf(packet(0, 40_000_000), packet(10, 40_000_000));
  expect(dropped).toBe(1);
});
