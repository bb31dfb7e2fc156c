import { expect, test } from "vitest";
import type { Packet } from "../../wire/packets.ts";
import { FrameOrigins } from "./frame-origins.ts";

function packet(pts: number): Packet {
  return {
    track: 1,
    generation: 0,
    group: 0,
    sequence: 0,
    pts,
    dts: pts,
    duration: 3_000,
    capturedAt: pts,
    flags: 0,
    keyframe: false,
    payload: new Uint8Array(1),
  };
}

test("finds a picture by its time, rounded as Media Source rounds it", () => {
  const origins = new FrameOrigins();
  origins.add([packet(0), packet(3_000), packet(6_000)]);
  expect(origins.find(0.033_333, 90_000)?.pts).toBe(3_000);
  expect(origins.find(0.05, 90_000)).toBeNull();
});

test("remembers the latest ones only", () => {
  const origins = new FrameOrigins();
  origins.add(Array.from({ length: 700 }, (_, i) => packet(i * 3_000)));
  expect(origins.find(0, 90_000)).toBeNull();
  expect(origins.find(699 / 30, 90_000)?.pts).toBe(699 * 3_000);
});
