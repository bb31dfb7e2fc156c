import { expect, test } from "vitest";
import type { PlayerStats } from "../stats.ts";
import { bitrate, duration, overlayRows } from "./figures.ts";

test.each([
  [null, "–"],
  [42.4, "42 ms"],
  [999.4, "999 ms"],
  [999.6, "1.00 s"],
  [1_350, "1.35 s"],
])("%s ms reads %s", (millis, text) => {
  expect(duration(millis)).toBe(text);
});

test.each([
  [0, "0 kbit/s"],
  [850_400, "850 kbit/s"],
  [2_440_000, "2.4 Mbit/s"],
])("%s bits a second read %s", (bits, text) => {
  expect(bitrate(bits)).toBe(text);
});

const STATS: PlayerStats = {
  engine: "webcodecs",
  latency: { now: 31, p50: 33, p95: 41 },
  latencyClass: "normal",
  bundle: 120,
  fps: 29.97,
  bitrate: 2_500_000,
  codec: "avc1.42c01f",
  width: 1280,
  height: 720,
  buffer: 0,
  skippedGroups: 1,
  droppedFrames: 2,
  firstPicture: null,
  viewers: 3,
  reconnects: 0,
  encrypted: false,
  tampered: 0,
};

test("shows what is known, and a dash for what is not", () => {
  const rows = new Map(overlayRows(STATS));
  expect(rows.get("Latency")).toBe("31 ms");
  expect(rows.get("Class")).toBe("normal, bundled 120 ms");
  expect(rows.get("p50 / p95")).toBe("33 ms / 41 ms");
  expect(rows.get("Frame rate")).toBe("30 fps");
  expect(rows.get("Picture")).toBe("1280 × 720");
  expect(rows.get("Engine")).toBe("WebCodecs");
  expect(rows.get("First picture")).toBe("–");
});

test.each([
  [false, 0, "none"],
  [true, 0, "end to end"],
  [true, 1, "end to end, 1 packet tampered with"],
  [true, 12, "end to end, 12 packets tampered with"],
])("encrypted: %s, tampered with: %s reads %s", (encrypted, tampered, text) => {
  expect(new Map(overlayRows({ ...STATS, encrypted, tampered })).get("Encryption")).toBe(text);
});
