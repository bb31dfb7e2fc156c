/** One picture track in the worker: decoded, held until its time, drawn. */

import type { TrackInfo } from "../../wire/control.ts";
import type { Packet } from "../../wire/packets.ts";
import { openPictureDecoder, sameDecoder } from "./open-decoder.ts";
import { Painter } from "./painter.ts";
import { DECODE_LEAD, type Picture, type PictureDecoder } from "./picture-decoder.ts";
import { judge } from "./schedule.ts";

/** The most decoded pictures that wait for their time: decoders have few to give. */
const MAX_HELD = 4;
const SHORTEST_WAIT_MS = 2;
/** So many broken pictures in a row are no accident of one. */
const MANY_BROKEN = 10;

export interface PictureTrackListener {
  /** A picture is ready to be shown; its pts in microseconds. */
  decoded(pts: number): void;
  /** A picture was drawn; it is on the screen with the next refresh. */
  drawn(packet: Packet, width: number, height: number): void;
  dropped(frames: number): void;
  keyframeWanted(): void;
  skipped(groups: number): void;
  /** Picture after picture is broken. */
  broken(): void;
  /** This browser cannot decode the track. */
  failed(): void;
}

interface Held {
  picture: Picture;
  packet: Packet;
  pts: number;
}

export class PictureTrack {
  private decoder: PictureDecoder;
  private readonly painter: Painter;
  private readonly held: Held[] = [];
  private newest = 0;
  private shownAt = performance.now();
  private first = true;
  private brokenInARow = 0;
  private wake: { timer: ReturnType<typeof setTimeout>; at: number } | null = null;

  /** @param position the pts that is shown now, in microseconds, or null where all is shown as soon as it can be. */
  constructor(
    private track: TrackInfo,
    canvas: OffscreenCanvas,
    private readonly position: () => number | null,
    private readonly listener: PictureTrackListener,
  ) {
    this.painter = new Painter(canvas);
    this.decoder = this.open();
  }

  get info(): TrackInfo {
    return this.track;
  }

  describe(info: TrackInfo): void {
    const same = sameDecoder(this.track, info);
    this.track = info;
    if (same) {
      this.decoder.describe(info);
    } else {
      this.decoder.close();
      this.decoder = this.open();
    }
  }

  push(packet: Packet): void {
    this.newest = this.micros(packet);
    this.decoder.push(packet);
  }

  /** Decode and show what is due, and see to it that this happens again when more is. */
  advance(): void {
    this.show();
    const position = this.first ? null : this.position();
    this.decoder.decode(position);
    const head = this.decoder.headPts;
    if (position !== null && head !== null && head > position + DECODE_LEAD) {
      this.wakeIn((head - position - DECODE_LEAD) / 1_000);
    }
  }

  /** Milliseconds of pictures that wait. */
  get waiting(): number {
    return this.decoder.lag / 1_000;
  }

  /** @param blank whether the last picture goes too. */
  close(blank: boolean): void {
    clearTimeout(this.wake?.timer);
    this.decoder.close();
    for (const { picture } of this.held.splice(0)) {
      picture.close();
    }
    if (blank) {
      this.painter.clear();
    }
  }

  private open(): PictureDecoder {
    const { listener } = this;
    return openPictureDecoder(this.track, {
      picture: (picture, packet) => this.decoded(picture, packet),
      dropped: (pictures) => listener.dropped(pictures),
      broken: () => this.broke(),
      keyframeWanted: () => listener.keyframeWanted(),
      skipped: (groups) => listener.skipped(groups),
      failed: () => listener.failed(),
    });
  }

  private broke(): void {
    this.listener.dropped(1);
    this.brokenInARow += 1;
    if (this.brokenInARow === MANY_BROKEN) {
      this.listener.broken();
    }
  }

  private decoded(picture: Picture, packet: Packet): void {
    this.brokenInARow = 0;
    const pts = this.micros(packet);
    this.listener.decoded(pts);
    this.held.push({ picture, packet, pts });
    if (this.held.length > MAX_HELD) {
      this.held.shift()?.picture.close();
      this.listener.dropped(1);
    }
    this.show();
  }

  private show(): void {
    for (let first = this.held[0]; first !== undefined; first = this.held[0]) {
      const sinceShown = performance.now() - this.shownAt;
      const moment = { newest: this.newest, position: this.position(), sinceShown, first: this.first };
      const verdict = judge(first.pts, moment);
      if (verdict.action === "wait") {
        this.wakeIn(verdict.millis);
        return;
      }
      this.held.shift();
      if (verdict.action === "drop") {
        first.picture.close();
      } else {
        this.paint(first);
      }
    }
  }

  private paint({ picture, packet }: Held): void {
    const { width, height } = this.painter.draw(picture);
    this.shownAt = performance.now();
    this.first = false;
    this.listener.drawn(packet, width, height);
  }

  /** Of several wishes the earliest counts: what it does sees to the others. */
  private wakeIn(millis: number): void {
    const wait = Math.max(SHORTEST_WAIT_MS, millis);
    const at = performance.now() + wait;
    if (this.wake === null || at < this.wake.at) {
      clearTimeout(this.wake?.timer);
      this.wake = { at, timer: setTimeout(() => this.woken(), wait) };
    }
  }

  private woken(): void {
    this.wake = null;
    this.advance();
  }

  private micros(packet: Packet): number {
    return (packet.pts * 1_000_000) / this.track.timescale;
  }
}
