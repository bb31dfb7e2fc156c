import { expect, test } from "vitest";
import type { TrackInfo } from "../../wire/control.ts";
import { pictureTracks, sameTrack, soundTrack } from "./tracks.ts";

function track(id: number, kind: "video" | "audio", generation = 0): TrackInfo {
  const picture = { width: 0, height: 0, fps: 0 };
  const rest = { name: "", codec: "", description: new Uint8Array(), timescale: 1, bitrate: 0 };
  return { id, kind, generation, ...rest, ...picture, sample_rate: 0, channels: 0, encryption: null };
}

const MIXED = [track(5, "audio"), track(1, "video"), track(2, "video"), track(3, "video"), track(6, "audio")];

test("shows the first two pictures", () => {
  expect(pictureTracks(MIXED).map(({ id }) => id)).toEqual([1, 2]);
});

test("plays the sound that was chosen where it is there, else the first", () => {
  expect(soundTrack(MIXED, null)?.id).toBe(5);
  expect(soundTrack(MIXED, 6)?.id).toBe(6);
  expect(soundTrack(MIXED, 1)?.id).toBe(5);
  expect(soundTrack([track(1, "video")], 6)).toBeNull();
});

test("a track configured anew is another one", () => {
  expect(sameTrack(track(5, "audio"), track(5, "audio"))).toBe(true);
  expect(sameTrack(track(5, "audio"), track(5, "audio", 1))).toBe(false);
  expect(sameTrack(null, track(5, "audio"))).toBe(false);
});
