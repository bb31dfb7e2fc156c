import { describe, expect, test } from "vitest";
import { cases, fromHex, packetFrom, type PacketCase, toHex } from "../wire/vectors.ts";
import { MediaSecret } from "./mediakeys.ts";
import { metadata, Opener } from "./seal.ts";
import { TamperedError } from "./sframe.ts";

interface KeysCase {
  readonly name: string;
  readonly words: string;
  readonly channel: string;
  readonly salt: string;
  readonly root: string;
  readonly check: string;
}

interface SealedCase {
  readonly name: string;
  readonly packet: PacketCase;
  readonly metadata: string;
  readonly sealed: PacketCase;
}

const KEYS = cases<KeysCase>("seal.json", "keys");

/** The opener of a track of the vectors: of the first of their secrets. */
async function opener(track: number): Promise<Opener> {
  const [{ root, salt } = { root: "", salt: "" }] = KEYS;
  return new Opener(await (await MediaSecret.ofRoot(fromHex(root))).track(fromHex(salt), track));
}

describe("words give the same keys everywhere", () => {
  test.each(KEYS)("$name", async ({ words, channel, salt, check, root }) => {
    expect(toHex(await (await MediaSecret.of(words, channel)).check(fromHex(salt)))).toBe(check);
    expect(toHex(await (await MediaSecret.ofRoot(fromHex(root))).check(fromHex(salt)))).toBe(check);
  });
});

describe("a packet is opened", () => {
  test.each(cases<SealedCase>("seal.json", "packets"))("$name", async (each) => {
    const sealed = packetFrom(each.sealed);
    expect(toHex(metadata(sealed))).toBe(each.metadata);
    expect(await (await opener(sealed.track)).open(sealed)).toEqual(packetFrom(each.packet));
  });
});

describe("what somebody changed is refused", () => {
  test.each(cases<SealedCase>("seal.json", "tampered"))("$name", async (each) => {
    const sealed = packetFrom(each.sealed);
    for (const track of [0, sealed.track]) {
      await expect((await opener(track)).open(sealed)).rejects.toThrow(TamperedError);
    }
  });
});

describe("what a relay may change is not held", () => {
  test.each(cases<SealedCase>("seal.json", "harmless"))("$name", async (each) => {
    expect(toHex((await (await opener(0)).open(packetFrom(each.sealed))).payload)).toBe("0000000465888400");
  });
});
