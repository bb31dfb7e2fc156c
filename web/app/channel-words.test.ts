import { expect, test } from "vitest";
import { nameTrouble, pictureTrouble, sendCommand } from "./channel-words.ts";

test.each(["", "lobby", "a", "0-x_y", "a".repeat(32)])("%j can be a channel", (name) => {
  expect(nameTrouble(name)).toBeNull();
});

test.each([
  ["Lobby", "Small letters"],
  ["my lobby", "No spaces"],
  ["löbby", "a to z"],
  ["-lobby", "begins"],
  ["a".repeat(33), "At most"],
])("%j cannot be one", (name, why) => {
  expect(nameTrouble(name)).toContain(why);
});

test("the command names the channel and the key", () => {
  expect(sendCommand("https://live.example", "lobby", "fl_x")).toBe(
    "footlight send screen --to https://live.example/lobby --key fl_x",
  );
});

test("a picture is of a kind that is known, and not too large", () => {
  expect(pictureTrouble({ type: "image/png", size: 4 * 1024 * 1024 })).toBeNull();
  expect(pictureTrouble({ type: "image/svg+xml", size: 10 })).toContain("JPEG, PNG or WebP");
  expect(pictureTrouble({ type: "image/png", size: 5.5 * 1024 * 1024 })).toContain("5.5 MB");
});
