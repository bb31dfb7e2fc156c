/** SFrame (RFC 9605) of the cipher suite AES_256_GCM_SHA512_128, over WebCrypto; a player only decrypts. */

const CIPHER_SUITE = 5;
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Values below it stand in the header's first byte. */
const INLINE = 8;

type Bytes = Uint8Array<ArrayBuffer>;

/** Somebody changed it on its way, or it was never encrypted with this key. */
export class TamperedError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "TamperedError";
  }
}

/** What an SFrame ciphertext begins with (4.3). */
export interface Header {
  readonly keyId: bigint;
  readonly counter: bigint;
  /** Bytes of the header. */
  readonly size: number;
}

/**
 * The header at the beginning of `data`.
 *
 * @throws {TamperedError} it is cut off, or a number is written longer than it must be.
 */
export function decodeHeader(data: Uint8Array): Header {
  const [first] = data;
  if (first === undefined) {
    throw new TamperedError("an encrypted packet without an SFrame header");
  }
  const [keyId, at] = decodeNumber(data, first >> 4, 1);
  const [counter, size] = decodeNumber(data, first & 0x0f, at);
  return { keyId, counter, size };
}

/** A value, and where what follows it begins. */
function decodeNumber(data: Uint8Array, bits: number, at: number): [bigint, number] {
  if (bits < INLINE) {
    return [BigInt(bits), at];
  }
  const bytes = data.subarray(at, at + (bits & 7) + 1);
  if (bytes.length <= (bits & 7)) {
    throw new TamperedError("an encrypted packet ends inside its SFrame header");
  }
  const value = bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  if (bytes[0] === 0 || value < INLINE) {
    throw new TamperedError("an SFrame header that is longer than it must be");
  }
  return [value, at + bytes.length];
}

/** One base key with its id, to decrypt. */
export class SFrameKey {
  private constructor(
    private readonly keyId: bigint,
    private readonly key: CryptoKey,
    private readonly salt: Bytes,
  ) {}

  /** Derive the key and the salt of a base key (4.4.2). */
  static async of(keyId: number, baseKey: Bytes): Promise<SFrameKey> {
    const base = await crypto.subtle.importKey("raw", baseKey, "HKDF", false, ["deriveBits"]);
    const derive = async (what: string, size: number) => {
      const label = new Uint8Array([...new TextEncoder().encode(`SFrame 1.0 Secret ${what} `), ...new Uint8Array(10)]);
      const numbers = new DataView(label.buffer, label.length - 10);
      numbers.setBigUint64(0, BigInt(keyId));
      numbers.setUint16(8, CIPHER_SUITE);
      const parameters = { name: "HKDF", hash: "SHA-512", salt: new Uint8Array(0), info: label };
      return new Uint8Array(await crypto.subtle.deriveBits(parameters, base, size * 8));
    };
    const key = await crypto.subtle.importKey("raw", await derive("key", KEY_BYTES), "AES-GCM", false, ["decrypt"]);
    return new SFrameKey(BigInt(keyId), key, await derive("salt", NONCE_BYTES));
  }

  /**
   * What was encrypted, with the same `metadata` (4.4.4).
   *
   * @throws {TamperedError} somebody changed it, or it was made with another key.
   */
  async decrypt(metadata: Uint8Array, ciphertext: Bytes): Promise<Bytes> {
    const { keyId, counter, size } = decodeHeader(ciphertext);
    if (keyId !== this.keyId) {
      throw new TamperedError("an encrypted packet names another key than its track's");
    }
    const additionalData = new Uint8Array(size + metadata.length);
    additionalData.set(ciphertext.subarray(0, size));
    additionalData.set(metadata, size);
    const algorithm = { name: "AES-GCM", iv: this.nonce(counter), additionalData, tagLength: TAG_BYTES * 8 };
    try {
      return new Uint8Array(await crypto.subtle.decrypt(algorithm, this.key, ciphertext.subarray(size)));
    } catch {
      throw new TamperedError("an encrypted packet that was changed on its way");
    }
  }

  private nonce(counter: bigint): Bytes {
    const nonce = this.salt.slice();
    const end = new DataView(nonce.buffer, NONCE_BYTES - 8);
    end.setBigUint64(0, end.getBigUint64(0) ^ counter);
    return nonce;
  }
}
