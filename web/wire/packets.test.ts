import { describe, expect, test } from "vitest";
import { decodePackets, encodePackets } from "./packets.ts";
import { cases, expectRefusal, fromHex, packetFrom, type PacketCase, toHex } from "./vectors.ts";

interface Good {
  readonly name: string;
  readonly message: string;
  readonly packets: readonly PacketCase[];
}

interface Bad {
  readonly name: string;
  readonly message: string;
  readonly times?: number;
  readonly code: string;
}

describe("a message is read and written", () => {
  test.each(cases<Good>("packets.json", "good"))("$name", ({ message, packets }) => {
    expect(decodePackets(fromHex(message).buffer)).toEqual(packets.map(packetFrom));
    expect(toHex(encodePackets(packets.map(packetFrom)))).toBe(message);
  });
});

describe("a malformed message is refused by its code", () => {
  test.each(cases<Bad>("packets.json", "bad"))("$name", ({ message, times, code }) => {
    expectRefusal(code, () => decodePackets(fromHex(message.repeat(times ?? 1)).buffer));
  });
});

test("a payload is a view of its message, not a copy", () => {
  const [good] = cases<Good>("packets.json", "good");
  const message = fromHex(good?.message ?? "").buffer;
  expect(decodePackets(message)[0]?.payload.buffer).toBe(message);
});
