/** footlight.1 binary messages: one or more packets, each with a fixed header (docs/protocol.md, "Packets"). */

import { ProtocolError, violation } from "./errors.ts";

/** Decoding can start here: the packet opens its group. */
export const KEYFRAME = 1;
/** The payload is an SFrame ciphertext. */
export const ENCRYPTED = 2;
/** No other packet needs this one. */
export const DISCARDABLE = 4;
/** The publisher left packets out before this one. */
export const DISCONTINUITY = 8;

const KNOWN_FLAGS = KEYFRAME | ENCRYPTED | DISCARDABLE | DISCONTINUITY;

export const HEADER_SIZE = 40;
/** The largest payload of one packet, in bytes. */
export const MAX_PAYLOAD = 8 * 1024 * 1024;
/** The most packets of one message. */
export const MAX_PACKETS = 4096;

/** One coded picture or sound frame, in decoding order within its track. */
export interface Packet {
  readonly track: number;
  readonly generation: number;
  /** Counts the track's groups, upwards only. */
  readonly group: number;
  /** Counts the packets of the group from 0. */
  readonly sequence: number;
  /** In the track's timescale, on a zero common to the broadcast's tracks. */
  readonly pts: number;
  readonly dts: number;
  /** Advisory, in the track's timescale; 0 where not known. */
  readonly duration: number;
  /** Microseconds in the server's clock. */
  readonly capturedAt: number;
  readonly flags: number;
  readonly keyframe: boolean;
  /** Exactly an ISO BMFF sample; a view of the message. */
  readonly payload: Uint8Array<ArrayBuffer>;
}

/**
 * The packets of a binary message, at least one.
 *
 * @throws {ProtocolError} `protocol_violation`: the message is empty or truncated, a reserved flag is set, or a time
 *   is beyond what a number holds exactly; `message_too_large`: a payload beyond `MAX_PAYLOAD`, or more than
 *   `MAX_PACKETS`.
 */
export function decodePackets(message: ArrayBuffer): Packet[] {
  const view = new DataView(message);
  const end = message.byteLength;
  const packets: Packet[] = [];
  let offset = 0;
  while (offset < end) {
    if (end - offset < HEADER_SIZE) {
      throw violation("a binary message ends inside a packet's header");
    }
    const packet = decodePacket(view, offset);
    if (packets.length === MAX_PACKETS) {
      throw new ProtocolError("message_too_large", `a message of more than ${MAX_PACKETS} packets`);
    }
    packets.push(packet);
    offset += HEADER_SIZE + packet.payload.byteLength;
  }
  if (packets.length === 0) {
    throw violation("a binary message without a packet");
  }
  return packets;
}

function decodePacket(view: DataView<ArrayBuffer>, offset: number): Packet {
  const flags = view.getUint8(offset);
  if (flags & ~KNOWN_FLAGS) {
    throw violation(`a packet has reserved flags set: 0x${flags.toString(16).padStart(2, "0")}`);
  }
  const length = view.getUint32(offset + 36);
  if (length > MAX_PAYLOAD) {
    throw new ProtocolError("message_too_large", `a packet of ${length} bytes: at most ${MAX_PAYLOAD} are allowed`);
  }
  const begin = offset + HEADER_SIZE;
  if (length > view.byteLength - begin) {
    throw violation("a binary message ends inside a packet's payload");
  }
  const pts = safe(view.getBigInt64(offset + 16));
  return {
    flags,
    keyframe: (flags & KEYFRAME) !== 0,
    track: view.getUint8(offset + 1),
    generation: view.getUint16(offset + 2),
    group: view.getUint32(offset + 4),
    sequence: view.getUint32(offset + 8),
    duration: view.getUint32(offset + 12),
    pts,
    capturedAt: safe(view.getBigInt64(offset + 24)),
    dts: safe(BigInt(pts) - BigInt(view.getInt32(offset + 32))),
    payload: new Uint8Array(view.buffer, begin, length),
  };
}

function safe(time: bigint): number {
  const number = Number(time);
  if (!Number.isSafeInteger(number)) {
    throw violation("a packet's time is beyond 2^53 - 1");
  }
  return number;
}

/** A whole binary message. The fields must be in the range of their header's; `keyframe` is read from the flags. */
export function encodePackets(packets: readonly Packet[]): ArrayBuffer {
  const size = packets.reduce((sum, packet) => sum + HEADER_SIZE + packet.payload.byteLength, 0);
  const message = new ArrayBuffer(size);
  const view = new DataView(message);
  const bytes = new Uint8Array(message);
  let offset = 0;
  for (const packet of packets) {
    view.setUint8(offset, packet.flags);
    view.setUint8(offset + 1, packet.track);
    view.setUint16(offset + 2, packet.generation);
    view.setUint32(offset + 4, packet.group);
    view.setUint32(offset + 8, packet.sequence);
    view.setUint32(offset + 12, packet.duration);
    view.setBigInt64(offset + 16, BigInt(packet.pts));
    view.setBigInt64(offset + 24, BigInt(packet.capturedAt));
    view.setInt32(offset + 32, packet.pts - packet.dts);
    view.setUint32(offset + 36, packet.payload.byteLength);
    bytes.set(packet.payload, offset + HEADER_SIZE);
    offset += HEADER_SIZE + packet.payload.byteLength;
  }
  return message;
}
