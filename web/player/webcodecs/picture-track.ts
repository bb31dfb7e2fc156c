/** One picture track in the worker: decoded, held against the sound, drawn. */

import type { TrackInfo } from "../../wire/control.ts";
import type { Packet } from "../../wire/packets.ts";
import { Painter } from "./painter.ts";
import { PictureDecoder } from "./picture-decoder.ts";
import { judge } from "./schedule.ts";

/** How long before its time a picture is given to the decoder, in microseconds, where sound is waited for. */
const DECODE_LEAD = 40_000;
/** The most decoded pictures that wait for their time: decoders have few to give. */
const MAX_HELD = 4;
const SHORTEST_WAIT_MS = 2;

export interface PictureTrackListener {
  /** A picture was drawn; it is on the screen with the next refresh. */
  drawn(packet: Packet, width: number, height: number): void;
  dropped(frames: number): void;
  keyframeWanted(): void;
  skipped(groups: number): void;
  failed(reason: string): void;
}

interface Held {
  frame: VideoFrame;
  packet: Packet;
  pts: number;
}

export class PictureTrack {
  private readonly decoder: PictureDecoder;
  private readonly painter: Painter;
  private readonly held: Held[] = [];
  private newest = 0;
  private shownAt = performance.now();
  private first = true;
  private timer: ReturnType<typeof setTimeout> | null = null;

  /** @param heard the pts that is heard now, in microseconds, or null where no sound plays. */
  constructor(
    readonly info: TrackInfo,
    canvas: OffscreenCanvas,
    private readonly heard: () => number | null,
    private readonly listener: PictureTrackListener,
  ) {
    this.painter = new Painter(canvas);
    this.decoder = new PictureDecoder(info, {
      picture: (frame, packet) => this.decoded(frame, packet),
      keyframeWanted: () => listener.keyframeWanted(),
      skipped: (groups) => listener.skipped(groups),
      failed: (reason) => listener.failed(reason),
    });
  }

  describe(info: TrackInfo): void {
    this.decoder.describe(info);
  }

  push(packet: Packet): void {
    this.newest = this.micros(packet);
    this.decoder.push(packet);
  }

  /** Decode and show what is due, and see to it that this happens again when more is. */
  advance(): void {
    this.show();
    const heard = this.heard();
    const until = heard === null || this.first ? null : heard + DECODE_LEAD;
    this.decoder.decode(until);
    const head = this.decoder.headPts;
    if (until !== null && head !== null && head > until) {
      this.wakeIn((head - until) / 1_000);
    }
  }

  /** Milliseconds of pictures that wait. */
  get waiting(): number {
    return this.decoder.lag / 1_000;
  }

  /** @param blank whether the last picture goes too. */
  close(blank: boolean): void {
    if (this.timer !== null) {
      clearTimeout(this.timer);
    }
    this.decoder.close();
    for (const { frame } of this.held.splice(0)) {
      frame.close();
    }
    if (blank) {
      this.painter.clear();
    }
  }

  private decoded(frame: VideoFrame, packet: Packet): void {
    this.held.push({ frame, packet, pts: this.micros(packet) });
    if (this.held.length > MAX_HELD) {
      this.held.shift()?.frame.close();
      this.listener.dropped(1);
    }
    this.show();
  }

  private show(): void {
    for (let first = this.held[0]; first !== undefined; first = this.held[0]) {
      const sinceShown = performance.now() - this.shownAt;
      const moment = { newest: this.newest, heard: this.heard(), sinceShown, first: this.first };
      const verdict = judge(first.pts, moment);
      if (verdict.action === "wait") {
        this.wakeIn(verdict.millis);
        return;
      }
      this.held.shift();
      if (verdict.action === "drop") {
        first.frame.close();
      } else {
        this.paint(first);
      }
    }
  }

  private paint({ frame, packet }: Held): void {
    const { displayWidth, displayHeight } = frame;
    this.painter.draw(frame);
    this.shownAt = performance.now();
    this.first = false;
    this.listener.drawn(packet, displayWidth, displayHeight);
  }

  private wakeIn(millis: number): void {
    if (this.timer !== null) {
      clearTimeout(this.timer);
    }
    this.timer = setTimeout(() => this.advance(), Math.max(SHORTEST_WAIT_MS, millis));
  }

  private micros(packet: Packet): number {
    return (packet.pts * 1_000_000) / this.info.timescale;
  }
}
