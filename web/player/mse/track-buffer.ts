/** One track of a Media Source: packets in, fragments appended one after another. */

import type { TrackInfo } from "../../wire/control.ts";
import { fragment, initSegment, mimeType } from "../../wire/fmp4.ts";
import type { Packet } from "../../wire/packets.ts";

/** What is behind the play head goes after so many seconds, in steps of the second figure. */
const KEEP_S = 8;
const TRIM_STEP_S = 4;
/** Fragments that wait for a buffer which takes none: two seconds at 30 a second. */
const MAX_WAITING = 60;

export class TrackBuffer {
  private readonly buffer: SourceBuffer;
  private waiting: (() => void)[] = [];
  private sequence = 1;
  private mime: string;
  private generation: number;
  private synchronized = false;
  private group = -1;

  /**
   * @param origin seconds of the broadcast that are time 0 of the buffer.
   * @param keyframeWanted called where packets cannot be used before the next keyframe.
   * @param failed called where the browser refuses what it is given: the source is of no use any more.
   */
  constructor(
    source: MediaSource,
    private track: TrackInfo,
    private readonly origin: number,
    private readonly keyframeWanted: () => void,
    private readonly failed: (error: unknown) => void,
  ) {
    this.mime = mimeType(track);
    this.generation = track.generation;
    this.buffer = source.addSourceBuffer(this.mime);
    this.buffer.addEventListener("updateend", () => this.flush());
    this.append(initSegment(track));
  }

  get id(): number {
    return this.track.id;
  }

  /** The track has a new configuration, which the first packet of its generation brings into force. */
  describe(track: TrackInfo): void {
    this.track = track;
  }

  /** @param packets of this track, in decoding order. */
  push(packets: readonly Packet[]): void {
    const usable = packets.filter((packet) => this.admit(packet));
    if (usable.length === 0) {
      return;
    }
    if (this.waiting.length > MAX_WAITING) {
      this.waiting = [];
      this.lose();
      return;
    }
    this.append(fragment(this.sequence, this.track, usable, Math.round(this.origin * this.track.timescale)));
    this.sequence += 1;
  }

  /** Let go what was played long ago. */
  trim(playHead: number): void {
    const start = this.buffer.buffered.length > 0 ? this.buffer.buffered.start(0) : playHead;
    if (playHead - start > KEEP_S + TRIM_STEP_S) {
      this.enqueue(() => this.buffer.remove(0, playHead - KEEP_S));
    }
  }

  private admit(packet: Packet): boolean {
    if (packet.keyframe) {
      this.synchronized = true;
      if (packet.generation !== this.generation) {
        this.reconfigure(packet.generation);
      }
    } else if (!this.synchronized || packet.group !== this.group || packet.generation !== this.generation) {
      this.lose();
      return false;
    }
    this.group = packet.group;
    return true;
  }

  private lose(): void {
    this.synchronized = false;
    this.keyframeWanted();
  }

  private reconfigure(generation: number): void {
    this.generation = generation;
    const mime = mimeType(this.track);
    if (mime !== this.mime) {
      this.mime = mime;
      this.enqueue(() => this.buffer.changeType(mime));
    }
    this.append(initSegment(this.track));
  }

  private append(bytes: Uint8Array<ArrayBuffer>): void {
    this.enqueue(() => this.buffer.appendBuffer(bytes));
  }

  private enqueue(task: () => void): void {
    this.waiting.push(task);
    this.flush();
  }

  private flush(): void {
    while (!this.buffer.updating) {
      const task = this.waiting.shift();
      if (task === undefined) {
        return;
      }
      try {
        task();
      } catch (error) {
        this.waiting = [];
        this.failed(error);
      }
    }
  }
}
