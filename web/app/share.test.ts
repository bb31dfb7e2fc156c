import { expect, test } from "vitest";
import { sharesOf } from "./share.ts";

test("names the channel of this origin in every way to share it", () => {
  const shares = sharesOf("https://live.example", "lobby");
  expect(shares.map((share) => share.label)).toEqual(["Link", "Embed", "Embed the chat", "Watch in a terminal"]);
  expect(shares[0]?.text).toBe("https://live.example/lobby");
  expect(shares[1]?.text).toContain('src="https://live.example/embed/lobby"');
  expect(shares[2]?.text).toContain('src="https://live.example/embed/lobby/chat"');
  expect(shares[3]?.text).toBe("footlight watch https://live.example/lobby");
});
