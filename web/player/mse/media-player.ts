/** A video element on a Media Source: kept at the live edge of what is appended. */

import type { TrackInfo } from "../../wire/control.ts";
import type { Packet } from "../../wire/packets.ts";
import { standsAtGap } from "./gap.ts";
import { EdgePolicy } from "./policy.ts";
import { TrackBuffer } from "./track-buffer.ts";

const CORRECT_EVERY_MS = 100;
/** Room for sound that is a little older than the first picture, in seconds. */
const ORIGIN_MARGIN = 1;

/** A source that does not open while so many packets come is given up, and another one tried. */
const MAX_EARLY = 2_000;

interface MediaSourceClass {
  new (): MediaSource;
  isTypeSupported(type: string): boolean;
}

/** MediaSource, or what iPhones have in its place. */
export function mediaSourceClass(): MediaSourceClass | null {
  const names = globalThis as unknown as Record<string, MediaSourceClass | undefined>;
  return names["MediaSource"] ?? names["ManagedMediaSource"] ?? null;
}

export class MediaPlayer {
  private source: MediaSource | null = null;
  private address: string | null = null;
  private buffers: TrackBuffer[] = [];
  private tracks: readonly TrackInfo[] = [];
  private readonly timer: ReturnType<typeof setInterval>;
  private policy = new EdgePolicy(performance.now());
  private bundle = 0;
  private originSeconds = 0;
  private settled = false;
  /** What came while the source was opening. */
  private early: Packet[] = [];

  constructor(
    readonly video: HTMLVideoElement,
    private readonly keyframeWanted: () => void,
  ) {
    video.muted = true;
    video.playsInline = true;
    video.disableRemotePlayback = true;
    video.addEventListener("waiting", this.onWaiting);
    video.addEventListener("error", this.onError);
    this.timer = setInterval(() => this.correct(), CORRECT_EVERY_MS);
  }

  /** Play these tracks, from the next keyframe on. */
  load(tracks: readonly TrackInfo[]): void {
    this.unload();
    this.tracks = tracks;
  }

  /** The same tracks, configured anew. */
  describe(tracks: readonly TrackInfo[]): void {
    this.tracks = tracks;
    for (const buffer of this.buffers) {
      const track = tracks.find((info) => info.id === buffer.id);
      if (track !== undefined) {
        buffer.describe(track);
      }
    }
  }

  push(packets: readonly Packet[]): void {
    if (this.source === null) {
      this.begin(packets);
    }
    if (this.source !== null && this.buffers.length === 0) {
      this.keepEarly(packets);
    }
    try {
      for (const buffer of this.buffers) {
        const own = packets.filter((packet) => packet.track === buffer.id);
        if (own.length > 0) {
          buffer.push(own);
        }
      }
    } catch (error) {
      this.beginAgain(error);
    }
  }

  /** For how many seconds the server gathers packets now; 0 where it does not. */
  set bundled(seconds: number) {
    this.bundle = seconds;
  }

  /** Seconds of the broadcast that are time 0 of the element. */
  get origin(): number {
    return this.originSeconds;
  }

  /** Milliseconds between the play head and the newest picture. */
  get waiting(): number {
    return Math.max(0, this.ahead ?? 0) * 1_000;
  }

  unload(): void {
    this.buffers = [];
    this.early = [];
    this.source = null;
    this.settled = false;
    this.tracks = [];
    if (this.address !== null) {
      URL.revokeObjectURL(this.address);
      this.address = null;
      this.video.removeAttribute("src");
      this.video.load();
    }
  }

  /** Stop, and leave the last picture. */
  close(): void {
    clearInterval(this.timer);
    this.video.removeEventListener("waiting", this.onWaiting);
    this.video.removeEventListener("error", this.onError);
    this.video.pause();
  }

  private readonly onWaiting = () => {
    if (this.settled) {
      this.policy.stalled(performance.now());
    }
  };

  /** A decoder that chokes takes the whole source with it: begin again at the next keyframe. */
  private readonly onError = () => this.beginAgain(this.video.error);

  private beginAgain(error: unknown): void {
    if (this.source !== null) {
      console.warn("Footlight: Media Source refused what it was given; beginning again.", error);
      this.load(this.tracks);
      this.keyframeWanted();
    }
  }

  private begin(packets: readonly Packet[]): void {
    const first = packets.find((packet) => packet.keyframe && packet.track === this.tracks[0]?.id);
    const Source = mediaSourceClass();
    if (first === undefined || Source === null) {
      return;
    }
    const source = new Source();
    const tracks = this.tracks;
    this.source = source;
    this.originSeconds = Math.max(0, first.pts / (tracks[0]?.timescale ?? 1) - ORIGIN_MARGIN);
    this.policy = new EdgePolicy(performance.now());
    source.addEventListener("sourceopen", () => this.opened(source, tracks), { once: true });
    this.address = URL.createObjectURL(source);
    this.video.src = this.address;
  }

  private keepEarly(packets: readonly Packet[]): void {
    this.early.push(...packets);
    if (this.early.length > MAX_EARLY) {
      this.load(this.tracks);
    }
  }

  private opened(source: MediaSource, tracks: readonly TrackInfo[]): void {
    if (this.source !== source) {
      return;
    }
    const failed = (error: unknown) => this.beginAgain(error);
    this.buffers = tracks.map(
      (track) => new TrackBuffer(source, track, this.originSeconds, this.keyframeWanted, failed),
    );
    this.push(this.early.splice(0));
  }

  private get ahead(): number | null {
    const { buffered, currentTime } = this.video;
    return buffered.length === 0 ? null : buffered.end(buffered.length - 1) - currentTime;
  }

  private correct(): void {
    const ahead = this.ahead;
    if (ahead === null || this.video.seeking) {
      return;
    }
    this.policy.needs(!this.video.muted, this.bundle);
    const { rate, jumpTo } = this.policy.correct(performance.now(), ahead);
    const { buffered, currentTime } = this.video;
    if (!this.settled || jumpTo !== null || standsAtGap(buffered, currentTime)) {
      this.settled = true;
      this.jump(jumpTo ?? this.policy.target);
    }
    this.video.playbackRate = rate;
    if (this.video.paused) {
      // Refused where the page may not play yet; the next correction tries again.
      this.video.play().catch(() => undefined);
    }
    for (const buffer of this.buffers) {
      buffer.trim(this.video.currentTime);
    }
  }

  private jump(behind: number): void {
    const { buffered } = this.video;
    const last = buffered.length - 1;
    this.video.currentTime = Math.max(buffered.start(last), buffered.end(last) - behind);
  }
}
