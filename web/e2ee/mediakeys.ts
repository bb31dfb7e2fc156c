/** From a secret in words to the keys of a broadcast's tracks (docs/encryption.md, "The keys"). */

import { SFrameKey } from "./sframe.ts";

const ROUNDS = 600_000;
const KEY_BYTES = 32;
const CHECK_BYTES = 8;

type Bytes = Uint8Array<ArrayBuffer>;

const utf8 = (text: string) => new TextEncoder().encode(text);

/** Browsers have cryptography on secure origins only: https, and this machine. */
export function canDecrypt(): boolean {
  return globalThis.crypto?.subtle !== undefined;
}

/** What a channel's secret comes to. */
export class MediaSecret {
  private constructor(private readonly root: CryptoKey) {}

  /** Stretch the words, which takes some tenths of a second; they may not be empty. */
  static async of(words: string, channel: string): Promise<MediaSecret> {
    const typed = await crypto.subtle.importKey("raw", utf8(words.normalize("NFC")), "PBKDF2", false, ["deriveBits"]);
    const salt = utf8(`footlight.1 ${channel}`);
    const parameters = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS };
    return MediaSecret.ofRoot(new Uint8Array(await crypto.subtle.deriveBits(parameters, typed, KEY_BYTES * 8)));
  }

  /** The secret of the 32 bytes that words come to. */
  static async ofRoot(root: Bytes): Promise<MediaSecret> {
    return new MediaSecret(await crypto.subtle.importKey("raw", root, "HKDF", false, ["deriveBits"]));
  }

  /** By which who has another secret learns so before the first packet. */
  check(salt: Bytes): Promise<Bytes> {
    return this.derive(salt, "footlight.1 check", CHECK_BYTES);
  }

  /** The key of one track in one publishing session. */
  async track(salt: Bytes, id: number): Promise<SFrameKey> {
    return SFrameKey.of(id, await this.derive(salt, `footlight.1 track ${id}`, KEY_BYTES));
  }

  private async derive(salt: Bytes, info: string, size: number): Promise<Bytes> {
    const parameters = { name: "HKDF", hash: "SHA-256", salt, info: utf8(info) };
    return new Uint8Array(await crypto.subtle.deriveBits(parameters, this.root, size * 8));
  }
}
