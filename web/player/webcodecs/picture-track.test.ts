import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { TrackInfo } from "../../wire/control.ts";
import type { Packet } from "../../wire/packets.ts";
import { PictureTrack } from "./picture-track.ts";

const TRACK: TrackInfo = {
  id: 0,
  kind: "video",
  name: "main",
  codec: "i420",
  description: new Uint8Array(),
  timescale: 90_000,
  generation: 0,
  bitrate: 0,
  width: 4,
  height: 2,
  fps: 30,
  sample_rate: 0,
  channels: 0,
  encryption: null,
};
const WHOLE = 12;
const CUT_OFF = 11;

class FakePicture {
  readonly displayWidth = 4;
  readonly displayHeight = 2;
  close(): void {}
}

let heard: string[] = [];
let track: PictureTrack;

function send(number: number, length: number): void {
  const times = { pts: number * 3_000, dts: number * 3_000, duration: 3_000, capturedAt: 0 };
  const place = { track: 0, generation: 0, group: number, sequence: 0, flags: 1, keyframe: true };
  track.push({ ...place, ...times, payload: new Uint8Array(length) } satisfies Packet);
  track.advance();
}

beforeEach(() => {
  heard = [];
  vi.stubGlobal("VideoFrame", FakePicture);
  const context = { drawImage: () => undefined };
  const canvas = { width: 4, height: 2, getContext: () => context } as unknown as OffscreenCanvas;
  track = new PictureTrack(TRACK, canvas, () => null, {
    decoded: () => undefined,
    drawn: () => void heard.push("drawn"),
    dropped: (pictures) => void heard.push(`${pictures} dropped`),
    keyframeWanted: () => undefined,
    skipped: () => undefined,
    broken: () => void heard.push("broken"),
    failed: () => undefined,
  });
});

afterEach(() => {
  track.close(false);
  vi.unstubAllGlobals();
});

test("a broken picture is left out and no word lost on it", () => {
  for (let number = 0; number < 30; number += 1) {
    send(number, number % 10 === 9 ? WHOLE : CUT_OFF);
  }
  expect(heard.filter((word) => word !== "1 dropped")).toEqual(["drawn", "drawn", "drawn"]);
  expect(heard.filter((word) => word === "1 dropped")).toHaveLength(27);
});

test("picture after picture that is broken is told, once, and again after a whole one", () => {
  for (let number = 0; number < 25; number += 1) {
    send(number, CUT_OFF);
  }
  expect(heard.indexOf("broken")).toBe(10);
  send(25, WHOLE);
  for (let number = 26; number < 36; number += 1) {
    send(number, CUT_OFF);
  }
  expect(heard.filter((word) => word !== "1 dropped")).toEqual(["broken", "drawn", "broken"]);
});
