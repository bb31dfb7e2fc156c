import { expect, test } from "vitest";
import { Meter } from "./meter.ts";

const frame = { track: 1, group: 1, sequence: 0, pts: 0, width: 1280, height: 720 };

test("tells latency only of pictures whose capture time is known", () => {
  const meter = new Meter("webcodecs", "normal", () => 0);
  meter.picture(null, 1280, 720);
  expect(meter.report(0).latency).toBeNull();
  meter.picture({ ...frame, capturedAt: 1_000_000, presentedAt: 1_030_000 }, 1280, 720);
  expect(meter.report(0).latency).toEqual({ now: 30, p50: 30, p95: 30 });
});

test("takes the first picture's time from when it was made", () => {
  let now = 100;
  const meter = new Meter("mse", "normal", () => now);
  now = 350;
  meter.picture(null, 640, 360);
  now = 400;
  meter.picture(null, 640, 360);
  expect(meter.report(0)).toMatchObject({ engine: "mse", firstPicture: 250, width: 640, height: 360, fps: 1 });
});

test("counts what was tampered with", () => {
  const meter = new Meter("webcodecs", "normal", () => 0);
  expect(meter.report(0)).toMatchObject({ encrypted: false, tampered: 0 });
  meter.encrypted = true;
  meter.tamperedWith(2);
  meter.tamperedWith(1);
  expect(meter.report(0)).toMatchObject({ encrypted: true, tampered: 3 });
});

test("adds the server's count of skipped groups over reconnects", () => {
  const meter = new Meter("webcodecs", "normal", () => 0);
  meter.skippedByServer(2);
  meter.skippedByServer(3);
  meter.reconnected();
  meter.skippedByServer(1);
  meter.skippedByPlayer(1);
  expect(meter.report(0)).toMatchObject({ skippedGroups: 5, reconnects: 1 });
});
