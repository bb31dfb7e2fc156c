/** The bytes that MP4 boxes are made of (ISO/IEC 14496-12, 4.2). */

export function box(kind: string, ...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const size = parts.reduce((sum, part) => sum + part.length, 8);
  return join([u32(size), ascii(kind), ...parts]);
}

export function fullBox(kind: string, version: number, flags: number, ...parts: readonly Uint8Array[]) {
  return box(kind, u32(((version << 24) | flags) >>> 0), ...parts);
}

export function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

export function ascii(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

export function zeros(count: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(count);
}

export function u16(...values: readonly number[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(values.flatMap((value) => [value >>> 8, value]));
}

/** Numbers of 32 bits; a negative one in two's complement. */
export function u32(...values: readonly number[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(values.flatMap((value) => [value >>> 24, value >>> 16, value >>> 8, value]));
}

export function u64(value: number): Uint8Array<ArrayBuffer> {
  return u32(Math.floor(value / 2 ** 32), value);
}
