import { expect, test } from "vitest";
import { embeddedChannel, routeOf } from "./routes.ts";

test("knows the pages", () => {
  expect(routeOf("/")).toEqual({ page: "home" });
  expect(routeOf("/lobby")).toEqual({ page: "channel", channel: "lobby" });
  expect(routeOf("/lobby/")).toEqual({ page: "channel", channel: "lobby" });
});

test("knows the embedded channel", () => {
  expect(embeddedChannel("/embed/lobby")).toBe("lobby");
});
