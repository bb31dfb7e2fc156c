/** Joins the parts of the worker: packets of the connection to the tracks, what is shown to the figures. */

import type { Locked } from "../../e2ee/opening.ts";
import type { BroadcastState, TrackInfo } from "../../wire/control.ts";
import type { Packet } from "../../wire/packets.ts";
import { channelOf } from "../live/address.ts";
import { Connection, type Phase } from "../live/connection.ts";
import type { TicketProvider } from "../live/credentials.ts";
import { Reporter } from "../live/reporter.ts";
import { pictureTracks, sameTrack, soundTrack } from "../live/tracks.ts";
import { Unsealing } from "../live/unsealing.ts";
import { Meter } from "../meter.ts";
import type { ShownFrame } from "../stats.ts";
import { nowMicros } from "../time.ts";
import { LipSync } from "./lip-sync.ts";
import type { FromWorker, Start } from "./messages.ts";
import { canDecode } from "./open-decoder.ts";
import { Pace } from "./pace.ts";
import { PictureTrack } from "./picture-track.ts";
import { type Drawn, ShownWatcher } from "./shown.ts";
import { SoundTrack } from "./sound-track.ts";

/** How often the sound is told how late pictures are. */
const TELL_LATE_EVERY_MS = 250;

export class Receiver {
  readonly sound = new SoundTrack(() => this.heardAnew());
  private readonly unsealing: Unsealing;
  private readonly connection: Connection;
  private readonly meter: Meter;
  private readonly reporter: Reporter;
  private readonly watcher = new ShownWatcher(
    (drawn) => this.shown(drawn),
    (drawn) => this.overdrawn(drawn),
  );
  private readonly canvases: readonly OffscreenCanvas[];
  private readonly lipSync = new LipSync(() => performance.now());
  private toldLateAt = 0;
  private readonly pace = new Pace(() => performance.now());
  private pictures: PictureTrack[] = [];
  private announced: readonly TrackInfo[] = [];
  private soundChosen: number | null = null;
  private soundPlayed: TrackInfo | null = null;
  private broadcast: string | null = null;
  /** The ids of the picture tracks, as they were announced. */
  private shape = "";
  private framesWanted = false;
  private readonly told = new Set<number>();

  constructor(
    { address, latency, credentials, main, inset }: Start,
    ticket: TicketProvider | null,
    private readonly say: (message: FromWorker) => void,
  ) {
    this.canvases = [main, inset];
    this.meter = new Meter("webcodecs", latency, () => performance.now());
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
    this.reporter = new Reporter(this.connection, this.meter, () => this.report());
  }

  open(): void {
    this.connection.open();
  }

  close(): void {
    this.reporter.close();
    this.connection.close();
    this.unsealing.close();
    this.closeTracks(false);
  }

  reportFrames(on: boolean): void {
    this.framesWanted = on;
  }

  /** Play this sound track, where it is there. */
  chooseSound(id: number): void {
    this.soundChosen = id;
    this.describeSound();
  }

  private phase(phase: Phase): void {
    if (phase.name === "lost") {
      this.meter.reconnected();
      this.told.clear();
      this.pace.restart();
    } else if (phase.name === "refused") {
      this.closeTracks(true);
      this.broadcast = null;
    }
    this.say({ type: "phase", phase });
  }

  private channel(state: BroadcastState, startedAt: number): void {
    if (state === "offline" || state === "ended") {
      this.closeTracks(true);
      this.broadcast = null;
    }
    this.say({ type: "channel", state, startedAt });
  }

  private locked(why: Locked | null): void {
    if (why !== null) {
      this.closeTracks(true);
      this.broadcast = null;
    }
    this.say({ type: "locked", why });
  }

  private tracks(broadcast: string, tracks: readonly TrackInfo[]): void {
    const pictures = pictureTracks(tracks);
    const same = broadcast === this.broadcast && pictures.map((track) => track.id).join() === this.shape;
    if (same) {
      for (const track of this.pictures) {
        track.describe(pictures.find((info) => info.id === track.info.id) ?? track.info);
      }
    } else {
      this.closeTracks(false);
      this.broadcast = broadcast;
      this.shape = pictures.map((track) => track.id).join();
      this.pictures = pictures.flatMap((info, index) => this.openTrack(info, index));
    }
    this.announced = tracks;
    this.describeSound();
    this.meter.encrypted = tracks.some((track) => track.encryption !== null);
    this.meter.codec = pictures[0]?.codec ?? this.soundPlayed?.codec ?? "";
    this.say({ type: "tracks", tracks });
    for (const track of pictures) {
      void this.check(track);
    }
  }

  private describeSound(): void {
    const sound = soundTrack(this.announced, this.soundChosen);
    if (!sameTrack(sound, this.soundPlayed)) {
      this.soundPlayed = sound;
      this.sound.describe(sound);
    }
  }

  private bundled(micros: number): void {
    this.meter.bundle = micros;
    this.pace.bundled = micros;
    this.sound.bundled = micros;
  }

  /** What is shown now: sound leads, and where there is none the pace of bundles. */
  private position(): number | null {
    return this.sound.heard() ?? this.pace.position();
  }

  private openTrack(info: TrackInfo, index: number): PictureTrack[] {
    const canvas = this.canvases[index];
    if (canvas === undefined) {
      return [];
    }
    const track = new PictureTrack(info, canvas, () => this.position(), {
      decoded: (pts) => {
        if (index === 0) {
          this.lipSync.decoded(pts);
        }
      },
      drawn: (packet, width, height) => {
        this.watcher.drawn({ packet, width, height });
        this.tellPicture(info.id);
      },
      dropped: (frames) => this.meter.dropped(frames),
      keyframeWanted: () => this.reporter.wantKeyframe(),
      skipped: (groups) => this.meter.skippedByPlayer(groups),
      broken: () => this.tellBroken(info.id),
      failed: () => this.cannot(info.id),
    });
    return [track];
  }

  /** The page wants to know of the first picture after each change only. */
  private tellPicture(track: number): void {
    if (!this.told.has(track)) {
      this.told.add(track);
      this.say({ type: "picture", track });
    }
  }

  /** And of the first one after those that were broken. */
  private tellBroken(track: number): void {
    this.told.delete(track);
    this.say({ type: "broken", track });
  }

  private async check(track: TrackInfo): Promise<void> {
    if (!(await canDecode(track)) && this.announced.includes(track)) {
      this.cannot(track.id);
    }
  }

  /** Without the main picture there is nothing to see; a second one is left out. */
  private cannot(id: number): void {
    const [main] = pictureTracks(this.announced);
    if (main?.id === id) {
      this.say({ type: "failed", why: { lacks: "decoder", codec: main.codec } });
      return;
    }
    for (const picture of this.pictures.filter(({ info }) => info.id === id)) {
      picture.close(true);
    }
    this.pictures = this.pictures.filter(({ info }) => info.id !== id);
  }

  private packets(packets: Packet[], bytes: number): void {
    this.meter.received(bytes);
    const [main] = this.pictures;
    for (const packet of packets) {
      const picture = this.pictures.find((track) => track.info.id === packet.track);
      if (picture === undefined) {
        this.sound.push(packet);
      } else {
        picture.push(packet);
      }
      if (picture !== undefined && picture === main) {
        this.pace.arrived((packet.pts * 1_000_000) / picture.info.timescale);
      }
    }
    this.advance();
  }

  private advance(): void {
    for (const picture of this.pictures) {
      picture.advance();
    }
  }

  private heardAnew(): void {
    const now = performance.now();
    const heard = this.sound.heard();
    if (heard !== null && now - this.toldLateAt > TELL_LATE_EVERY_MS) {
      this.toldLateAt = now;
      this.sound.picturesLate = this.lipSync.late(heard);
    }
    this.advance();
  }

  private shown(drawn: Drawn): void {
    const offset = this.connection.clockOffset;
    const frame = offset === null ? null : shownFrame(drawn, nowMicros() + offset, this.timescale(drawn.packet));
    if (drawn.packet.track === this.pictures[0]?.info.id) {
      this.meter.picture(frame, drawn.width, drawn.height);
    }
    if (this.framesWanted && frame !== null) {
      this.say({ type: "frame", frame });
    }
  }

  private overdrawn({ packet }: Drawn): void {
    if (packet.track === this.pictures[0]?.info.id) {
      this.meter.dropped(1);
    }
  }

  private timescale(packet: Packet): number {
    return this.pictures.find((track) => track.info.id === packet.track)?.info.timescale ?? 90_000;
  }

  private report(): void {
    const buffer = this.sound.heard() === null ? (this.pictures[0]?.waiting ?? 0) : this.sound.clock.buffered;
    this.say({ type: "stats", stats: this.meter.report(buffer) });
  }

  private closeTracks(blank: boolean): void {
    for (const picture of this.pictures) {
      picture.close(blank);
    }
    this.pictures = [];
    this.told.clear();
    this.pace.restart();
    this.lipSync.restart();
    this.announced = [];
    this.describeSound();
  }
}

function shownFrame({ packet, width, height }: Drawn, presentedAt: number, timescale: number): ShownFrame {
  return {
    track: packet.track,
    group: packet.group,
    sequence: packet.sequence,
    pts: Math.round((packet.pts * 1_000_000) / timescale),
    capturedAt: packet.capturedAt,
    presentedAt,
    width,
    height,
  };
}
