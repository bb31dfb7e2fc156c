/** A VideoDecoder of one track, fed from a queue: reopened at a keyframe after an error or a new configuration. */

import type { TrackInfo } from "../../wire/control.ts";
import type { Packet } from "../../wire/packets.ts";
import { DecodeQueue } from "./decode-queue.ts";

/** How many pictures a decoder is given before it has taken them up. */
const MAX_IN_DECODER = 6;
/** So many errors in a row, without one picture between, and the codec does not work here. */
const MAX_ERRORS = 5;
/** The most pictures that a decoder may keep to itself before their origin is forgotten. */
const MAX_REMEMBERED = 256;

export interface PictureDecoderListener {
  /** The receiver closes the frame. */
  picture(frame: VideoFrame, packet: Packet): void;
  keyframeWanted(): void;
  skipped(groups: number): void;
  /** This browser cannot decode the track. */
  failed(reason: string): void;
}

/** What WebCodecs is told of a track. */
export function videoConfig(track: TrackInfo): VideoDecoderConfig {
  return {
    codec: track.codec,
    optimizeForLatency: true,
    ...(track.width > 0 && track.height > 0 ? { codedWidth: track.width, codedHeight: track.height } : {}),
    ...(track.description.byteLength > 0 ? { description: track.description } : {}),
  };
}

export class PictureDecoder {
  private readonly queue: DecodeQueue;
  private readonly inside = new Map<number, Packet>();
  private decoder: VideoDecoder | null = null;
  private generation = -1;
  private errors = 0;
  private until: number | null = null;

  constructor(
    private track: TrackInfo,
    private readonly listener: PictureDecoderListener,
  ) {
    this.queue = new DecodeQueue(track.timescale);
  }

  /** The track has a new configuration, which the first packet of its generation brings into force. */
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

  /** Decode what is due: pictures up to this pts in microseconds, or all that wait. */
  decode(until: number | null): void {
    this.until = until;
    while ((this.decoder?.decodeQueueSize ?? 0) < MAX_IN_DECODER) {
      const packet = this.queue.take(until);
      if (packet === null) {
        return;
      }
      this.submit(packet);
    }
  }

  /** pts of the first picture that waits for its time, in microseconds, or null. */
  get headPts(): number | null {
    return this.queue.headPts;
  }

  /** Microseconds of pictures that wait. */
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
    } catch (error) {
      this.lost(error);
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
      error: (error) => {
        if (this.decoder === decoder) {
          this.lost(error);
        }
      },
    });
    decoder.ondequeue = () => this.decode(this.until);
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
  private lost(error: unknown): void {
    this.decoder = null;
    this.inside.clear();
    this.queue.toNewestKeyframe();
    this.errors += 1;
    if (this.errors >= MAX_ERRORS) {
      this.listener.failed(String(error));
    } else {
      this.listener.keyframeWanted();
    }
  }
}
