import { expect, test, vi } from "vitest";
import type { FootlightPlayer } from "../player/index.ts";
import { handFragment, keyOf, secretOf } from "./fragment.ts";

test.each([
  ["", null],
  ["#", null],
  ["#secret=", null],
  ["#key=fl_abc", null],
  ["#secret=plum", "plum"],
  ["#secret=plum%20otter+%20%26%20Gr%C3%B6%C3%9Fe%3D", "plum otter+ & Größe="],
  ["#key=fl_abc&secret=plum", "plum"],
  ["#secret=plum&key=fl_abc", "plum"],
  ["#secret=a=b", "a=b"],
  ["#secret=100%", "100%"],
  ["#xsecret=plum", null],
])("%j has the secret %j", (hash, expected) => {
  expect(secretOf(hash)).toBe(expected);
});

test.each([
  ["", null],
  ["#secret=plum", null],
  ["#key=", null],
  ["#key=fl_abc&secret=plum", "fl_abc"],
  ["#secret=plum&key=a%20b", "a b"],
])("%j has the key %j", (hash, expected) => {
  expect(keyOf(hash)).toBe(expected);
});

test("the player has the secret of the address, also when that changes", () => {
  const player = { secret: null } as unknown as FootlightPlayer;
  const page = new EventTarget();
  vi.stubGlobal("window", page);
  vi.stubGlobal("location", { hash: "#secret=one" });
  const stop = handFragment(player);
  expect(player.secret).toBe("one");
  vi.stubGlobal("location", { hash: "#secret=two" });
  page.dispatchEvent(new Event("hashchange"));
  expect(player.secret).toBe("two");
  stop();
  vi.stubGlobal("location", { hash: "" });
  page.dispatchEvent(new Event("hashchange"));
  expect(player.secret).toBe("two");
  vi.unstubAllGlobals();
});
