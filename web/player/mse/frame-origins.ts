/** Which packet a picture on the screen came from: Media Source tells only its time. */

import type { Packet } from "../../wire/packets.ts";

/** Packets that are remembered: ten seconds at 60 a second. */
const MAX_REMEMBERED = 600;
/** A picture's time, turned into seconds and back, may be off by this many seconds. */
const TOLERANCE = 0.004;

export class FrameOrigins {
  private packets: Omit<Packet, "payload">[] = [];

  /** @param packets of the main picture track. */
  add(packets: readonly Packet[]): void {
    for (const { payload: _payload, ...origin } of packets) {
      this.packets.push(origin);
    }
    this.packets.splice(0, this.packets.length - MAX_REMEMBERED);
  }

  /**
   * The packet of the picture of this time, or null.
   *
   * @param seconds of the broadcast's time line.
   */
  find(seconds: number, timescale: number): Omit<Packet, "payload"> | null {
    return this.packets.findLast((packet) => Math.abs(packet.pts / timescale - seconds) < TOLERANCE) ?? null;
  }

  clear(): void {
    this.packets = [];
  }
}
