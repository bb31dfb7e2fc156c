/** Playing with Media Source: the same packets, put into fragments in the page, where WebCodecs is missing. */

import type { Locked } from "../../e2ee/opening.ts";
import type { BroadcastState, LatencyClass, TrackInfo } from "../../wire/control.ts";
import { mimeType } from "../../wire/fmp4.ts";
import type { Packet } from "../../wire/packets.ts";
import type { Engine, EngineListener } from "../engine.ts";
import { channelOf } from "../live/address.ts";
import { Connection, type Phase } from "../live/connection.ts";
import type { Credentials, TicketProvider } from "../live/credentials.ts";
import { Reporter } from "../live/reporter.ts";
import { pictureTracks, soundTrack } from "../live/tracks.ts";
import { Unsealing } from "../live/unsealing.ts";
import { Meter } from "../meter.ts";
import { epochMillis } from "../time.ts";
import { needsWebCodecs, unplayableInMediaSource } from "../unplayable.ts";
import { FrameOrigins } from "./frame-origins.ts";
import { MediaPlayer, mediaSourceClass } from "./media-player.ts";

export class MediaSourceEngine implements Engine {
  readonly name = "mse";
  readonly main = document.createElement("video");
  readonly inset = document.createElement("video");
  private readonly unsealing: Unsealing;
  private readonly connection: Connection;
  private readonly meter: Meter;
  private readonly reporter: Reporter;
  private readonly players: readonly [MediaPlayer, MediaPlayer];
  private readonly origins = new FrameOrigins();
  private announced: { broadcast: string; tracks: readonly TrackInfo[] } | null = null;
  private pictures: TrackInfo[] = [];
  private soundChosen: number | null = null;
  private shape = "";
  private framesWanted = false;
  private stopped = false;
  private droppedBefore = 0;

  constructor(
    address: string,
    latency: LatencyClass,
    credentials: Credentials,
    ticket: TicketProvider | null,
    private readonly listener: EngineListener,
  ) {
    this.meter = new Meter("mse", latency, () => performance.now());
    this.unsealing = new Unsealing(credentials.secret, channelOf(address), {
      phase: (phase) => this.phase(phase),
      channel: (state, startedAt) => this.channel(state, startedAt),
      tracks: (broadcast, tracks) => this.tracks(broadcast, tracks),
      packets: (packets, bytes) => this.packets(packets, bytes),
      viewers: (count) => {
        this.meter.viewers = count;
      },
      bundled: (micros) => this.bundled(micros),
      skipped: (groups) => this.meter.skippedByServer(groups),
      locked: (why) => this.locked(why),
      tampered: (packets) => this.meter.tamperedWith(packets),
    });
    this.connection = new Connection(address, latency, credentials.key, ticket, this.unsealing);
    this.reporter = new Reporter(this.connection, this.meter, () => {
      this.meter.dropped(this.newlyDropped());
      listener.stats(this.meter.report(this.players[0].waiting));
    });
    const wantKeyframe = () => this.reporter.wantKeyframe();
    this.players = [new MediaPlayer(this.main, wantKeyframe), new MediaPlayer(this.inset, wantKeyframe)];
  }

  start(): void {
    this.inset.addEventListener("playing", () => this.tellPicture(1));
    this.connection.open();
    this.watch();
  }

  async setSound(on: boolean): Promise<boolean> {
    this.main.muted = !on;
    if (!on) {
      return true;
    }
    try {
      await this.main.play();
    } catch {
      this.main.muted = true;
    }
    return !this.main.muted;
  }

  setVolume(volume: number): void {
    this.main.volume = volume * volume;
  }

  chooseSound(id: number): void {
    this.soundChosen = id;
    if (this.announced !== null) {
      this.tracks(this.announced.broadcast, this.announced.tracks);
      // Media Source begins anew with other tracks, and it can only begin at a keyframe.
      this.reporter.wantKeyframe();
    }
  }

  reportFrames(on: boolean): void {
    this.framesWanted = on;
  }

  videoForPip(): Promise<HTMLVideoElement> {
    return Promise.resolve(this.main);
  }

  stop(): void {
    this.stopped = true;
    this.reporter.close();
    this.connection.close();
    this.unsealing.close();
    for (const player of this.players) {
      player.close();
    }
  }

  private phase(phase: Phase): void {
    if (phase.name === "lost") {
      this.meter.reconnected();
    } else if (phase.name === "refused") {
      this.unload();
    }
    this.listener.phase(phase);
  }

  private channel(state: BroadcastState, startedAt: number): void {
    if (state === "offline" || state === "ended") {
      this.unload();
    }
    this.listener.channel(state, startedAt);
  }

  private locked(why: Locked | null): void {
    if (why !== null) {
      this.unload();
    }
    this.listener.locked(why);
  }

  private tracks(broadcast: string, tracks: readonly TrackInfo[]): void {
    this.announced = { broadcast, tracks };
    const sound = soundTrack(tracks, this.soundChosen);
    const [main, second] = pictureTracks(tracks);
    const unplayable = [main, sound].find((track) => track && !plays(track));
    if (unplayable) {
      this.listener.failed(unplayableInMediaSource(unplayable.codec));
      return;
    }
    this.pictures = [main, second].filter((track) => track !== undefined && plays(track)) as TrackInfo[];
    const mainTracks = [main, sound].filter((track) => track !== undefined && track !== null);
    const insetTracks = this.pictures.slice(1);
    const shape = `${broadcast}/${[...mainTracks, ...insetTracks].map((track) => track.id).join()}`;
    if (shape === this.shape) {
      this.players[0].describe(mainTracks);
      this.players[1].describe(insetTracks);
    } else {
      this.unload();
      this.shape = shape;
      this.players[0].load(mainTracks);
      this.players[1].load(insetTracks);
    }
    this.meter.encrypted = tracks.some((track) => track.encryption !== null);
    this.meter.codec = main?.codec ?? sound?.codec ?? "";
    this.listener.tracks(tracks);
  }

  private bundled(micros: number): void {
    this.meter.bundle = micros;
    for (const player of this.players) {
      player.bundled = micros / 1_000_000;
    }
  }

  private packets(packets: Packet[], bytes: number): void {
    this.meter.received(bytes);
    const main = this.pictures[0];
    if (main !== undefined) {
      this.origins.add(packets.filter((packet) => packet.track === main.id));
    }
    for (const player of this.players) {
      player.push(packets);
    }
  }

  private unload(): void {
    this.shape = "";
    this.origins.clear();
    for (const player of this.players) {
      player.unload();
    }
  }

  private watch(): void {
    this.main.requestVideoFrameCallback((_now, metadata) => {
      this.shown(metadata);
      if (!this.stopped) {
        this.watch();
      }
    });
  }

  private tellPicture(index: number): void {
    const track = this.pictures[index];
    if (track !== undefined) {
      this.listener.picture(track.id);
    }
  }

  private shown({ mediaTime, expectedDisplayTime, width, height }: VideoFrameCallbackMetadata): void {
    const track = this.pictures[0];
    const offset = this.connection.clockOffset;
    const packet = track && this.origins.find(mediaTime + this.players[0].origin, track.timescale);
    this.tellPicture(0);
    if (!packet || offset === null) {
      this.meter.picture(null, width, height);
      return;
    }
    const frame = {
      track: packet.track,
      group: packet.group,
      sequence: packet.sequence,
      pts: Math.round((packet.pts * 1_000_000) / track.timescale),
      capturedAt: packet.capturedAt,
      presentedAt: Math.round(epochMillis(expectedDisplayTime) * 1_000) + offset,
      width,
      height,
    };
    this.meter.picture(frame, width, height);
    if (this.framesWanted) {
      this.listener.frame(frame);
    }
  }

  private newlyDropped(): number {
    const total = this.main.getVideoPlaybackQuality().droppedVideoFrames;
    const fresh = Math.max(0, total - this.droppedBefore);
    this.droppedBefore = total;
    return fresh;
  }
}

function plays(track: TrackInfo): boolean {
  return !needsWebCodecs(track.codec) && mediaSourceClass()?.isTypeSupported(mimeType(track)) === true;
}
