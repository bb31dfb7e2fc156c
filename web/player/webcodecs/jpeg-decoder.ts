/** JPEG pictures, one JFIF file a packet: decoded one after another, and only the newest where that is too slow. */

import type { TrackInfo } from "../../wire/control.ts";
import type { Packet } from "../../wire/packets.ts";
import type { PictureDecoder, PictureDecoderListener } from "./picture-decoder.ts";
import { StillQueue } from "./still-queue.ts";

export class JpegDecoder implements PictureDecoder {
  private readonly queue: StillQueue;
  private busy = false;
  private closed = false;
  private position: number | null = null;

  constructor(
    private track: TrackInfo,
    private readonly listener: PictureDecoderListener,
  ) {
    this.queue = new StillQueue(track.timescale, (pictures) => listener.dropped(pictures));
  }

  describe(track: TrackInfo): void {
    this.track = track;
  }

  push(packet: Packet): void {
    if (packet.generation === this.track.generation) {
      this.queue.push(packet);
    }
  }

  decode(position: number | null): void {
    this.position = position;
    const packet = this.busy ? null : this.queue.take(position);
    if (packet !== null) {
      this.busy = true;
      void this.draw(packet);
    }
  }

  get headPts(): number | null {
    return this.queue.headPts;
  }

  get lag(): number {
    return this.queue.lag;
  }

  close(): void {
    this.closed = true;
    this.queue.clear();
  }

  private async draw(packet: Packet): Promise<void> {
    try {
      const picture = await createImageBitmap(new Blob([packet.payload], { type: "image/jpeg" }));
      if (this.closed) {
        picture.close();
        return;
      }
      this.listener.picture(picture, packet);
    } catch {
      // It hurts no other one.
      this.listener.broken();
    }
    this.busy = false;
    if (!this.closed) {
      this.decode(this.position);
    }
  }
}
