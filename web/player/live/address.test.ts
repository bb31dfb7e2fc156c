import { expect, test } from "vitest";
import { channelOf, liveAddress } from "./address.ts";

test.each([
  ["https://example.org/lobby", "wss://example.org/live/lobby"],
  ["http://example.org:7700/lobby/", "ws://example.org:7700/live/lobby"],
  ["wss://example.org/live/lobby", "wss://example.org/live/lobby"],
  ["/lobby", "https://page.example/live/lobby".replace("https", "wss")],
])("%s is %s", (src, expected) => {
  expect(liveAddress(src, "https://page.example/about")).toBe(expected);
});

test("an address tells its channel", () => {
  expect(channelOf("wss://example.org:7700/live/lobby")).toBe("lobby");
});

test.each(["", "https://", "ftp://example.org/lobby", "https://example.org/"])("%j names no channel", (src) => {
  expect(liveAddress(src, "https://page.example/")).toBeNull();
});
