/** Coded pictures of one track that wait for the decoder: a bounded queue that falls forward to a keyframe. */

import type { Packet } from "../../wire/packets.ts";

/** A decoder further behind than this goes on at the newest group, as soon as there is one. */
const MAX_LAG_MICROS = 1_000_000;
/** The bounds of what waits where no newer group comes: twenty seconds at 30 pictures a second. */
const MAX_PACKETS = 600;
const MAX_BYTES = 32 * 1024 * 1024;

/** What the queue did with a packet. */
export interface Admission {
  /** Groups that were left out to catch up. */
  skippedGroups: number;
  /** Nothing can be decoded before the next keyframe. */
  keyframeWanted: boolean;
}

const ADMITTED: Admission = { skippedGroups: 0, keyframeWanted: false };

export class DecodeQueue {
  private waiting: Packet[] = [];
  private bytes = 0;
  private synchronized = false;
  private group = -1;

  /** @param timescale ticks a second of the packets' pts. */
  constructor(private readonly timescale: number) {}

  push(packet: Packet): Admission {
    if (packet.keyframe) {
      this.synchronized = true;
    } else if (!this.synchronized || packet.group !== this.group) {
      this.synchronized = false;
      return { skippedGroups: 0, keyframeWanted: true };
    }
    this.group = packet.group;
    this.waiting.push(packet);
    this.bytes += packet.payload.byteLength;
    if (packet.keyframe && this.lag > MAX_LAG_MICROS) {
      return { skippedGroups: this.skipTo(packet), keyframeWanted: false };
    }
    if (this.waiting.length > MAX_PACKETS || this.bytes > MAX_BYTES) {
      const skippedGroups = new Set(this.waiting.map((waiting) => waiting.group)).size;
      this.clear();
      return { skippedGroups, keyframeWanted: true };
    }
    return ADMITTED;
  }

  /**
   * The next packet to decode, or null.
   *
   * @param until the newest pts wanted now, in microseconds; null takes whatever there is.
   */
  take(until: number | null): Packet | null {
    const head = this.waiting[0];
    if (head === undefined || (until !== null && this.micros(head) > until)) {
      return null;
    }
    this.waiting.shift();
    this.bytes -= head.payload.byteLength;
    return head;
  }

  /** Nothing may be decoded before the next keyframe: the decoder was lost. */
  clear(): void {
    this.waiting = [];
    this.bytes = 0;
    this.synchronized = false;
  }

  /** Leave out what waits before the newest keyframe, where one waits. */
  toNewestKeyframe(): void {
    const newest = this.waiting.findLast((packet) => packet.keyframe);
    if (newest !== undefined) {
      this.skipTo(newest);
    } else {
      this.clear();
    }
  }

  /** pts of the first packet that waits, in microseconds, or null. */
  get headPts(): number | null {
    const head = this.waiting[0];
    return head === undefined ? null : this.micros(head);
  }

  /** Microseconds of pictures that wait. */
  get lag(): number {
    const head = this.waiting[0];
    const tail = this.waiting.at(-1);
    return head === undefined || tail === undefined ? 0 : this.micros(tail) - this.micros(head);
  }

  private micros(packet: Packet): number {
    return (packet.pts * 1_000_000) / this.timescale;
  }

  private skipTo(keyframe: Packet): number {
    const index = this.waiting.indexOf(keyframe);
    const left = this.waiting.slice(0, index);
    this.waiting = this.waiting.slice(index);
    this.bytes -= left.reduce((sum, packet) => sum + packet.payload.byteLength, 0);
    return new Set(left.map((packet) => packet.group)).size;
  }
}
