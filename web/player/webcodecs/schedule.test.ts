import { describe, expect, test } from "vitest";
import { judge } from "./schedule.ts";

describe("as soon as it can be", () => {
  test("shows the newest picture at once", () => {
    expect(judge(5_000_000, { newest: 5_000_000, position: null, sinceShown: 33, first: false })).toEqual({ action: "show" });
  });

  test("leaves out the backlog of a join", () => {
    expect(judge(3_000_000, { newest: 5_000_000, position: null, sinceShown: 20, first: false })).toEqual({ action: "drop" });
  });

  test("shows a decoder's output that is a few pictures behind", () => {
    expect(judge(4_933_000, { newest: 5_000_000, position: null, sinceShown: 33, first: false })).toEqual({ action: "show" });
  });

  test("shows a sign of life when the backlog takes long to decode", () => {
    expect(judge(3_000_000, { newest: 5_000_000, position: null, sinceShown: 260, first: false })).toEqual({ action: "show" });
  });
});

describe("against a position", () => {
  test("keeps a picture until its sound is heard", () => {
    expect(judge(1_100_000, { newest: 1_100_000, position: 1_000_000, sinceShown: 33, first: false })).toEqual({
      action: "wait",
      millis: 84,
    });
  });

  test("shows a picture whose sound is heard now", () => {
    expect(judge(1_005_000, { newest: 1_100_000, position: 1_000_000, sinceShown: 33, first: false })).toEqual({ action: "show" });
  });

  test("shows the first picture before its sound is heard, and still leaves out the backlog", () => {
    const moment = { newest: 5_000_000, position: 4_800_000, sinceShown: 33, first: true };
    expect(judge(5_000_000, moment)).toEqual({ action: "show" });
    expect(judge(4_000_000, moment)).toEqual({ action: "drop" });
  });

  test("leaves out a late picture where a newer one is at hand", () => {
    expect(judge(800_000, { newest: 1_000_000, position: 1_000_000, sinceShown: 33, first: false })).toEqual({ action: "drop" });
    expect(judge(800_000, { newest: 800_000, position: 1_000_000, sinceShown: 33, first: false })).toEqual({ action: "show" });
  });

  test("shows a sign of life when all pictures are late", () => {
    expect(judge(800_000, { newest: 1_000_000, position: 1_000_000, sinceShown: 260, first: false })).toEqual({ action: "show" });
  });

  test("does not wait for a sound that is of another time line", () => {
    expect(judge(60_000_000, { newest: 60_000_000, position: 1_000, sinceShown: 33, first: false })).toEqual({ action: "show" });
  });
});
