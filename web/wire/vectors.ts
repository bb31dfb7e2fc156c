/** The test vectors that both implementations run (tests/vectors/README.md). For tests only. */

import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { ProtocolError } from "./errors.ts";
import type { Packet } from "./packets.ts";
import { KEYFRAME } from "./packets.ts";

/** A packet as the vectors write it. */
export interface PacketCase {
  readonly track: number;
  readonly generation: number;
  readonly group: number;
  readonly sequence: number;
  readonly pts: number;
  readonly dts: number;
  readonly duration: number;
  readonly captured_at: number;
  readonly flags: number;
  readonly payload: string;
}

/** The cases of one group of a file; the caller knows what is in them. */
export function cases<T>(file: string, group: string): readonly T[] {
  const text = readFileSync(new URL(`../../tests/vectors/${file}`, import.meta.url), "utf8");
  return (JSON.parse(text) as Readonly<Record<string, readonly T[]>>)[group] ?? [];
}

export function fromHex(hex: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(hex, "hex"));
}

export function toHex(bytes: Uint8Array | ArrayBuffer): string {
  return Buffer.from(bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : bytes).toString("hex");
}

export function packetFrom({ captured_at, payload, ...fields }: PacketCase): Packet {
  const keyframe = (fields.flags & KEYFRAME) !== 0;
  return { ...fields, capturedAt: captured_at, keyframe, payload: fromHex(payload) };
}

/** Expect a `ProtocolError` of this code. */
export function expectRefusal(code: string, attempt: () => unknown): void {
  expect(attempt).toThrow(ProtocolError);
  expect(attempt).toThrow(expect.objectContaining({ code }));
}
