import { expect, test } from "vitest";
import { chatOf, embeddedChannel, latencyWish, nextPage, routeOf, signInFor } from "./routes.ts";

test("knows the pages", () => {
  expect(routeOf("/")).toEqual({ page: "home" });
  expect(routeOf("/lobby")).toEqual({ page: "channel", channel: "lobby" });
  expect(routeOf("/lobby/")).toEqual({ page: "channel", channel: "lobby" });
  expect(routeOf("/sign-in")).toEqual({ page: "sign-in" });
  expect(routeOf("/account/")).toEqual({ page: "account" });
  expect(routeOf("/channels")).toEqual({ page: "channels" });
  expect(routeOf("/channels/lobby")).toEqual({ page: "edit", channel: "lobby" });
});

test("knows the embedded channel", () => {
  expect(embeddedChannel("/embed/lobby")).toBe("lobby");
});

test("knows whose chat a window or a frame is of", () => {
  expect(chatOf("/lobby/chat")).toEqual({ channel: "lobby", embedded: false });
  expect(chatOf("/embed/lobby/chat")).toEqual({ channel: "lobby", embedded: true });
});

test("knows how soon the pictures are wanted", () => {
  expect(latencyWish("?latency=crowd")).toBe("crowd");
  expect(latencyWish("")).toBeNull();
});

const SITE = "https://live.example";

test.each([
  ["?next=/lobby", "/lobby"],
  ["?next=%2Fchannels%2Flobby%3Fa%3D1", "/channels/lobby?a=1"],
  ["", "/"],
  ["?next=", "/"],
])("goes on to where %s leads", (search, path) => {
  expect(nextPage({ search, hash: "", origin: SITE })).toBe(SITE + path);
});

test.each([
  "https://other.example/",
  "//other.example/",
  "/\\other.example/",
  "\\\\other.example",
  "/\t/other.example/",
  "javascript:alert(1)",
  "lobby",
  "/../..//other.example",
])("does not leave the site for %s", (wish) => {
  const search = `?next=${encodeURIComponent(wish)}`;
  expect(nextPage({ search, hash: "", origin: SITE })).toMatch(/^https:\/\/live\.example\//);
});

test("leads to the sign-in and back, and shows the server no secret", () => {
  const page = { pathname: "/lobby", search: "?latency=crowd", hash: "#secret=plum%20otter" };
  const address = signInFor(page);
  expect(address).toBe("/sign-in?next=%2Flobby%3Flatency%3Dcrowd#secret=plum%20otter");
  expect(nextPage(new URL(address, SITE))).toBe(`${SITE}/lobby?latency=crowd#secret=plum%20otter`);
  expect(signInFor({ pathname: "/", search: "", hash: "" })).toBe("/sign-in");
});
