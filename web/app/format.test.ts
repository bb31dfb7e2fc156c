import { expect, test } from "vitest";
import type { TrackAnswer } from "./api/broadcasts.ts";
import { followers, spokenUpTime, tracksInWords, upTime, viewers } from "./format.ts";

test.each([
  [-5, "0:00"],
  [42_000, "0:42"],
  [725_000, "12:05"],
  [3_729_000, "1:02:09"],
])("%s ms of up-time read %s", (millis, text) => {
  expect(upTime(millis)).toBe(text);
});

test.each([
  [59_000, "0 minutes"],
  [61_000, "1 minute"],
  [3_729_000, "1 hour 2 minutes"],
])("%s ms are spoken as %s", (millis, text) => {
  expect(spokenUpTime(millis)).toBe(text);
});

test("counts viewers", () => {
  expect([0, 1, 1_204].map(viewers)).toEqual(["0 viewers", "1 viewer", "1,204 viewers"]);
});

test("says what there is to see and hear", () => {
  const size = { width: 1280, height: 720, fps: 30 };
  const video: TrackAnswer = { id: 1, kind: "video", name: "main", codec: "x", ...size, encrypted: false };
  const camera: TrackAnswer = { ...video, id: 2, name: "camera" };
  const sound: TrackAnswer = { ...video, id: 3, kind: "audio", name: "sound", width: 0, height: 0 };
  expect(tracksInWords([video, camera, sound])).toBe("1280×720 + camera + sound");
  expect(tracksInWords([sound])).toBe("sound");
  expect(tracksInWords([{ ...video, encrypted: true }])).toBe("1280×720, encrypted");
  expect(tracksInWords([])).toBe("");
});

test("followers are counted", () => {
  expect([followers(1), followers(1_200)]).toEqual(["1 follower", "1,200 followers"]);
});
