import { expect, test } from "vitest";
import { type Facts, NOTHING_KNOWN, playerState } from "./states.ts";

const playing: Facts = { ...NOTHING_KNOWN, wish: "play", phase: { name: "open" } };

test.each<[string, Partial<Facts>]>([
  ["idle", { wish: "idle" }],
  ["stopped", { wish: "stop", channel: "live", pictured: true }],
  ["unsupported", { unsupported: { lacks: "engine" } }],
  ["connecting", { phase: { name: "connecting" } }],
  ["connecting", { channel: "live" }],
  ["live", { channel: "live", pictured: true }],
  ["locked", { channel: "live", locked: "secret_missing" }],
  ["ended", { channel: "ended", locked: "secret_wrong" }],
  ["locked", { channel: "live", locked: "secret_missing", broken: true }],
  ["broken", { channel: "live", broken: true }],
  ["broken", { channel: "live", pictured: true, broken: true }],
  ["away", { channel: "away", broken: true }],
  ["away", { channel: "away", pictured: true }],
  ["offline", { channel: "offline" }],
  ["ended", { channel: "offline", wasLive: true }],
  ["ended", { channel: "ended" }],
  ["reconnecting", { phase: { name: "lost" }, channel: "live", pictured: true }],
  ["refused", { phase: { name: "refused", code: "channel_unknown", message: "" } }],
])("is %s with %j", (expected, facts) => {
  expect(playerState({ ...playing, ...facts })).toBe(expected);
});
