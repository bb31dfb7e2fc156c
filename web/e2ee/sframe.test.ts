import { describe, expect, test } from "vitest";
import { cases, fromHex, toHex } from "../wire/vectors.ts";
import { decodeHeader, SFrameKey, TamperedError } from "./sframe.ts";

interface HeaderCase {
  readonly name: string;
  readonly kid: string;
  readonly ctr: string;
  readonly header: string;
}

interface CiphertextCase {
  readonly name: string;
  readonly kid: string;
  readonly base_key: string;
  readonly metadata: string;
  readonly pt: string;
  readonly ct: string;
}

describe("a header is read", () => {
  test.each(cases<HeaderCase>("sframe.json", "headers"))("$name", ({ kid, ctr, header }) => {
    const read = decodeHeader(fromHex(`${header}ff`));
    expect(read).toEqual({ keyId: BigInt(`0x${kid}`), counter: BigInt(`0x${ctr}`), size: header.length / 2 });
  });
});

describe("a header that is none is refused", () => {
  test.each(cases<HeaderCase>("sframe.json", "bad_headers"))("$name", ({ header }) => {
    expect(() => decodeHeader(fromHex(header))).toThrow(TamperedError);
  });
});

describe("what the RFC encrypts is decrypted", () => {
  test.each(cases<CiphertextCase>("sframe.json", "ciphertexts"))("$name", async ({ kid, base_key, metadata, pt, ct }) => {
    const key = await SFrameKey.of(Number.parseInt(kid, 16), fromHex(base_key));
    expect(toHex(await key.decrypt(fromHex(metadata), fromHex(ct)))).toBe(pt);
    const other = await SFrameKey.of(Number.parseInt(kid, 16), fromHex(`${base_key}00`));
    await expect(other.decrypt(fromHex(metadata), fromHex(ct))).rejects.toThrow(TamperedError);
  });
});
