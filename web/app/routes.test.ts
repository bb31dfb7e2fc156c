import { expect, test } from "vitest";
import { embeddedChannel, latencyWish, routeOf } from "./routes.ts";

test("knows the pages", () => {
  expect(routeOf("/")).toEqual({ page: "home" });
  expect(routeOf("/lobby")).toEqual({ page: "channel", channel: "lobby" });
  expect(routeOf("/lobby/")).toEqual({ page: "channel", channel: "lobby" });
});

test("knows the embedded channel", () => {
  expect(embeddedChannel("/embed/lobby")).toBe("lobby");
});

test("knows how soon the pictures are wanted", () => {
  expect(latencyWish("?latency=crowd")).toBe("crowd");
  expect(latencyWish("")).toBeNull();
});
