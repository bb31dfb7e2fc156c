/** Packets opened: the payload is decrypted, and the header is what it was when it was sealed. */

import { DISCARDABLE, ENCRYPTED, KEYFRAME, type Packet } from "../wire/packets.ts";
import { type SFrameKey, TamperedError } from "./sframe.ts";

/** The flags that a relay may not change. */
const HELD = KEYFRAME | ENCRYPTED | DISCARDABLE;
const METADATA_BYTES = 28;

/** Opens one track's packets, in any order. */
export class Opener {
  constructor(private readonly key: SFrameKey) {}

  /**
   * The packet as it was before it was sealed.
   *
   * @throws {TamperedError} it was not sealed, or not with this key, or somebody changed it.
   */
  async open(packet: Packet): Promise<Packet> {
    if ((packet.flags & ENCRYPTED) === 0) {
      throw new TamperedError("a packet that is not encrypted, on a track that is");
    }
    const payload = await this.key.decrypt(metadata(packet), packet.payload);
    return { ...packet, flags: packet.flags & ~ENCRYPTED, payload };
  }
}

/** What of a sealed packet's header nobody can change unseen, as on the wire (docs/protocol.md). */
export function metadata(packet: Packet): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(METADATA_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, packet.flags & HELD);
  view.setUint8(1, packet.track);
  view.setUint16(2, packet.generation);
  view.setUint32(4, packet.group);
  view.setUint32(8, packet.sequence);
  view.setUint32(12, packet.duration);
  view.setBigInt64(16, BigInt(packet.pts));
  view.setInt32(24, packet.pts - packet.dts);
  return bytes;
}
