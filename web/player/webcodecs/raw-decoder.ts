/**
 * Pictures that are not coded: packed I420 of the track's even width and height, BT.601 in limited range, as all I420 of
 * Footlight; or packed BGR.
 */

import type { TrackInfo } from "../../wire/control.ts";
import type { Packet } from "../../wire/packets.ts";
import type { PictureDecoder, PictureDecoderListener } from "./picture-decoder.ts";
import { StillQueue } from "./still-queue.ts";

const COLOURS: VideoColorSpaceInit = { matrix: "smpte170m", primaries: "bt709", transfer: "bt709", fullRange: false };

export class RawDecoder implements PictureDecoder {
  private readonly queue: StillQueue;

  constructor(
    private track: TrackInfo,
    private readonly listener: PictureDecoderListener,
  ) {
    this.queue = new StillQueue(track.timescale, (pictures) => listener.dropped(pictures));
  }

  describe(track: TrackInfo): void {
    this.queue.clear();
    this.track = track;
  }

  push(packet: Packet): void {
    if (packet.generation === this.track.generation) {
      this.queue.push(packet);
    }
  }

  decode(position: number | null): void {
    for (let packet = this.queue.take(position); packet !== null; packet = this.queue.take(position)) {
      const picture = this.wrap(packet);
      if (picture === null) {
        this.listener.broken();
      } else {
        this.listener.picture(picture, packet);
      }
    }
  }

  get headPts(): number | null {
    return this.queue.headPts;
  }

  get lag(): number {
    return this.queue.lag;
  }

  close(): void {
    this.queue.clear();
  }

  /** The picture, or null where the payload is not of the track's size. */
  private wrap({ payload, pts }: Packet): VideoFrame | null {
    const { codec, width, height, timescale } = this.track;
    const pixels = width * height;
    const shape = { codedWidth: width, codedHeight: height, timestamp: Math.round((pts * 1_000_000) / timescale) };
    if (codec === "bgr") {
      return payload.byteLength === pixels * 3
        ? new VideoFrame(padded(payload, pixels), { ...shape, format: "BGRX" })
        : null;
    }
    if (width % 2 !== 0 || height % 2 !== 0 || payload.byteLength !== (pixels * 3) / 2) {
      return null;
    }
    return new VideoFrame(payload, { ...shape, format: "I420", colorSpace: COLOURS });
  }
}

/** Packed BGR with a fourth byte to each pixel, as browsers want it. */
function padded(bgr: Uint8Array, pixels: number): Uint32Array<ArrayBuffer> {
  const padded = new Uint32Array(pixels);
  for (let pixel = 0, at = 0; pixel < pixels; pixel += 1, at += 3) {
    // Within the array, as its length was looked at. Machines that browsers run on have the lowest byte first; of the
    // fourth Chromium says that it does not look at it, and shows other colours where it is not 255.
    padded[pixel] =
      (bgr[at] as number) | ((bgr[at + 1] as number) << 8) | ((bgr[at + 2] as number) << 16) | 0xff000000;
  }
  return padded;
}
