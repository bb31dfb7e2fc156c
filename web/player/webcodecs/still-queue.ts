/** Pictures of one track that each decode alone (JPEG, raw): a bounded queue that lets go of what is overdue. */

import type { Packet } from "../../wire/packets.ts";
import { DECODE_LEAD } from "./picture-decoder.ts";

/** The bounds of what waits: raw pictures are large. */
const MAX_LAG_MICROS = 1_000_000;
const MAX_BYTES = 64 * 1024 * 1024;

export class StillQueue {
  private waiting: Packet[] = [];
  private bytes = 0;

  /**
   * @param timescale ticks a second of the packets' pts.
   * @param dropped told how many pictures were left out.
   */
  constructor(
    private readonly timescale: number,
    private readonly dropped: (pictures: number) => void,
  ) {}

  push(packet: Packet): void {
    this.waiting.push(packet);
    this.bytes += packet.payload.byteLength;
    this.leaveOut(() => this.waiting.length > 1 && (this.lag > MAX_LAG_MICROS || this.bytes > MAX_BYTES));
  }

  /**
   * The next picture to decode, or null. What comes before a picture whose time has come is left out.
   *
   * @param position as in `PictureDecoder.decode`.
   */
  take(position: number | null): Packet | null {
    this.leaveOut(() => {
      const second = this.waiting[1];
      return second !== undefined && (position === null || this.micros(second) <= position);
    });
    const head = this.waiting[0];
    if (head === undefined || (position !== null && this.micros(head) > position + DECODE_LEAD)) {
      return null;
    }
    this.shift();
    return head;
  }

  clear(): void {
    this.waiting = [];
    this.bytes = 0;
  }

  /** pts of the first picture that waits, in microseconds, or null. */
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

  private leaveOut(tooMuch: () => boolean): void {
    let left = 0;
    while (tooMuch()) {
      this.shift();
      left += 1;
    }
    if (left > 0) {
      this.dropped(left);
    }
  }

  private shift(): void {
    this.bytes -= this.waiting.shift()?.payload.byteLength ?? 0;
  }

  private micros(packet: Packet): number {
    return (packet.pts * 1_000_000) / this.timescale;
  }
}
