import { describe, expect, test } from "vitest";
import { type Control, decodeControl, encodeControl, type TrackInfo } from "./control.ts";
import { cases, expectRefusal, toHex } from "./vectors.ts";

interface Case {
  readonly name: string;
  readonly json?: string;
  readonly parts?: readonly (readonly [string, number])[];
}

interface Good extends Case {
  readonly message: unknown;
}

interface Bad extends Case {
  readonly code: string;
}

function textOf({ json, parts }: Case): string {
  return json ?? (parts ?? []).map(([text, times]) => text.repeat(times)).join("");
}

/** A message as the vectors write it: bytes in hexadecimal. */
function fieldsOf(message: Control | null): unknown {
  return message?.type === "tracks" ? { ...message, tracks: message.tracks.map(trackFields) } : message;
}

function trackFields(track: TrackInfo): unknown {
  const { description, encryption } = track;
  const keys = encryption && { salt: toHex(encryption.salt), check: toHex(encryption.check) };
  return { ...track, description: toHex(description), encryption: keys };
}

describe("a message is read", () => {
  test.each(cases<Good>("control.json", "good"))("$name", (each) => {
    expect(fieldsOf(decodeControl(textOf(each)))).toEqual(each.message);
  });
});

describe("a message that is written is read the same", () => {
  test.each(cases<Good>("control.json", "good"))("$name", (each) => {
    const message = decodeControl(textOf(each));
    expect(message && decodeControl(encodeControl(message))).toEqual(message);
  });
});

describe("a type to come is ignored", () => {
  test.each(cases<Case>("control.json", "ignored"))("$name", (each) => {
    expect(decodeControl(textOf(each))).toBeNull();
  });
});

describe("a malformed message is refused by its code", () => {
  test.each(cases<Bad>("control.json", "bad"))("$name", (each) => {
    expectRefusal(each.code, () => decodeControl(textOf(each)));
  });
});

test("a number that JavaScript does not hold exactly is refused with its field's name", () => {
  expect(() => decodeControl('{"type":"pong","id":1,"received_at":9007199254740993,"sent_at":0}')).toThrow(
    "pong.received_at is no whole number between -(2^53 - 1) and 2^53 - 1",
  );
});

test("what may be left out need not be written", () => {
  expect(encodeControl({ type: "hello", version: 1, role: "watch" })).toBe('{"type":"hello","version":1,"role":"watch"}');
});
