import { describe, expect, test } from "vitest";
import { ClockSync } from "./clocksync.ts";
import { cases } from "./vectors.ts";

interface Sequence {
  readonly name: string;
  readonly steps: readonly {
    readonly times: readonly [number, number, number, number];
    readonly offset: number;
    readonly rtt: number;
    readonly ready: boolean;
  }[];
}

describe("the offset and round trip after each exchange", () => {
  test.each(cases<Sequence>("clocksync.json", "sequences"))("$name", ({ steps }) => {
    const sync = new ClockSync();
    for (const { times, ...expected } of steps) {
      sync.add(...times);
      expect({ offset: sync.offset, rtt: sync.rtt, ready: sync.ready }).toEqual(expected);
    }
  });
});

test("nothing is known before the first exchange", () => {
  const sync = new ClockSync();
  expect([sync.offset, sync.rtt, sync.ready]).toEqual([0, 0, false]);
});
