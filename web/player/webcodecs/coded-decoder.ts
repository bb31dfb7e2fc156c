/**
 * Pictures that need each other (H.264, HEVC, VP9, AV1): a VideoDecoder of one track, fed from a queue; reopened at a
 * keyframe after an error or a new configuration.
 */

import type { TrackInfo } from "../../wire/control.ts";
import type { Packet } from "../../wire/packets.ts";
import { DecodeQueue } from "./decode-queue.ts";
import { DECODE_LEAD, type PictureDecoder, type PictureDecoderListener } from "./picture-decoder.ts";

/** How many pictures a decoder is given before it has taken them up. */
const MAX_IN_DECODER = 6;
/** So many errors in a row, without one picture between, and the codec does not work here. */
const MAX_ERRORS = 5;
/** The most pictures that a decoder may keep to itself before their origin is forgotten. */
const MAX_REMEMBERED = 256;

/** Codecs whose packets say all that their decoder must know; VP9 refuses to be told more. */
const SELF_DESCRIBED = /^(vp09|av01)\./;

/** What WebCodecs is told of a track. */
export function videoConfig(track: TrackInfo): VideoDecoderConfig {
  return {
    codec: track.codec,
    optimizeForLatency: true,
    ...(track.width > 0 && track.height > 0 ? { codedWidth: track.width, codedHeight: track.height } : {}),
    ...(track.description.byteLength === 0 || SELF_DESCRIBED.test(track.codec)
      ? {}
      : { description: track.description }),
  };
}

export class CodedDecoder implements PictureDecoder {
  private readonly queue: DecodeQueue;
  private readonly inside = new Map<number, Packet>();
  private decoder: VideoDecoder | null = null;
  private generation = -1;
  private errors = 0;
  private position: number | null = null;

  constructor(
    private track: TrackInfo,
    private readonly listener: PictureDecoderListener,
  ) {
    this.queue = new DecodeQueue(track.timescale);
  }

  describe(track: TrackInfo): void {
    this.track = track;
  }

  push(packet: Packet): void {
    const admission = this.queue.push(packet);
    if (admission.skippedGroups > 0) {
      this.listener.skipped(admission.skippedGroups);
    }
    if (admission.keyframeWanted) {
      this.listener.keyframeWanted();
    }
  }

  decode(position: number | null): void {
    this.position = position;
    const until = position === null ? null : position + DECODE_LEAD;
    while ((this.decoder?.decodeQueueSize ?? 0) < MAX_IN_DECODER) {
      const packet = this.queue.take(until);
      if (packet === null) {
        return;
      }
      this.submit(packet);
    }
  }

  get headPts(): number | null {
    return this.queue.headPts;
  }

  get lag(): number {
    return this.queue.lag;
  }

  close(): void {
    if (this.decoder !== null && this.decoder.state !== "closed") {
      this.decoder.close();
    }
    this.decoder = null;
    this.inside.clear();
    this.queue.clear();
  }

  private submit(packet: Packet): void {
    if (packet.generation !== this.generation || this.decoder === null) {
      if (!packet.keyframe || packet.generation !== this.track.generation) {
        this.queue.toNewestKeyframe();
        this.listener.keyframeWanted();
        return;
      }
      this.open(packet.generation);
    }
    const timestamp = Math.round((packet.pts * 1_000_000) / this.track.timescale);
    this.remember(timestamp, packet);
    try {
      this.decoder?.decode(
        new EncodedVideoChunk({ type: packet.keyframe ? "key" : "delta", timestamp, data: packet.payload }),
      );
    } catch {
      this.lost();
    }
  }

  private remember(timestamp: number, packet: Packet): void {
    this.inside.set(timestamp, packet);
    const oldest = this.inside.keys().next();
    if (this.inside.size > MAX_REMEMBERED && !oldest.done) {
      this.inside.delete(oldest.value);
    }
  }

  private open(generation: number): void {
    if (this.decoder !== null && this.decoder.state !== "closed") {
      this.decoder.close();
    }
    this.inside.clear();
    const decoder = new VideoDecoder({
      output: (frame) => this.decoded(frame),
      error: () => {
        if (this.decoder === decoder) {
          this.lost();
        }
      },
    });
    decoder.ondequeue = () => this.decode(this.position);
    decoder.configure(videoConfig(this.track));
    this.decoder = decoder;
    this.generation = generation;
  }

  private decoded(frame: VideoFrame): void {
    const packet = this.inside.get(frame.timestamp);
    if (packet === undefined) {
      frame.close();
      return;
    }
    this.inside.delete(frame.timestamp);
    this.errors = 0;
    this.listener.picture(frame, packet);
  }

  /** Browsers take decoders away from hidden pages, and a decoder may choke: go on at the next keyframe. */
  private lost(): void {
    this.decoder = null;
    this.inside.clear();
    this.queue.toNewestKeyframe();
    this.errors += 1;
    if (this.errors >= MAX_ERRORS) {
      this.listener.failed();
    } else {
      this.listener.keyframeWanted();
    }
  }
}
