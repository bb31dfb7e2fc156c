/** The life of an engine: chosen, started, fallen back from, stopped; and what is known meanwhile. */

import type { LatencyClass, TrackInfo } from "../wire/control.ts";
import { browserAbilities, chooseEngine, type Engine, type EngineListener, type EngineName } from "./engine.ts";
import { type Credentials, NO_CREDENTIALS, type TicketProvider } from "./live/credentials.ts";
import { pictureTracks, soundTrack, soundTracks } from "./live/tracks.ts";
import { MediaSourceEngine } from "./mse/engine.ts";
import { type Facts, NOTHING_KNOWN } from "./states.ts";
import type { PlayerStats, ShownFrame } from "./stats.ts";
import type { Unplayable } from "./unplayable.ts";
import { WebCodecsEngine } from "./webcodecs/engine.ts";

export interface PlaybackListener {
  /** What is known changed. */
  changed(): void;
  /** An engine begins: its surfaces are to be put into the page. */
  began(engine: Engine): void;
  stats(stats: PlayerStats): void;
  frame(frame: ShownFrame): void;
}

export class Playback {
  private current: Engine | null = null;
  private address: string | null = null;
  private latency: LatencyClass = "normal";
  private credentials: Credentials = NO_CREDENTIALS;
  private ticket: TicketProvider | null = null;
  private soundChosen: number | null = null;
  private known: Facts = NOTHING_KNOWN;
  private tracks: readonly TrackInfo[] = [];
  private insetSeen = false;
  private started = 0;

  /** @param moduleUrl the address of the player's file. */
  constructor(
    private readonly moduleUrl: string,
    private readonly listener: PlaybackListener,
  ) {}

  get facts(): Facts {
    return this.known;
  }

  get engine(): Engine | null {
    return this.current;
  }

  /** The sound tracks of the broadcast. */
  get sounds(): readonly TrackInfo[] {
    return soundTracks(this.tracks);
  }

  /** The sound track that plays, where sound is on; null where the broadcast has none. */
  get sound(): TrackInfo | null {
    return soundTrack(this.tracks, this.soundChosen);
  }

  /** There is a second picture track, and something of it to see. */
  get hasInset(): boolean {
    return this.insetSeen && pictureTracks(this.tracks).length > 1;
  }

  /** When the broadcast went live, microseconds in the server's clock; 0 where none is. */
  get startedAt(): number {
    return this.started;
  }

  /**
   * Play from this address, with the best engine there is.
   *
   * @param latency how soon the pictures are wanted.
   * @param wanted an engine that the page insists on, or null.
   * @param credentials what this viewer shows or knows.
   * @param ticket where the page gets the tickets for its connections, or null.
   */
  play(
    address: string,
    latency: LatencyClass,
    wanted: string | null,
    credentials: Credentials,
    ticket: TicketProvider | null,
  ): void {
    this.release();
    this.address = address;
    this.latency = latency;
    this.credentials = credentials;
    this.ticket = ticket;
    this.known = { ...NOTHING_KNOWN, wish: "play" };
    const name = chooseEngine(wanted, browserAbilities());
    if (name === null) {
      this.learn({ unsupported: { lacks: "engine" } });
    } else {
      this.begin(name);
    }
  }

  /** Play this sound track, now and whenever it is there. */
  chooseSound(id: number): void {
    this.soundChosen = id;
    this.current?.chooseSound(id);
    this.listener.changed();
  }

  /** Close the connection; the last picture stays. */
  stop(): void {
    this.release();
    this.learn({ wish: "stop" });
  }

  /** Forget everything: the element left the page, or its address changed. */
  forget(): void {
    this.release();
    this.tracks = [];
    this.insetSeen = false;
    this.known = NOTHING_KNOWN;
    this.listener.changed();
  }

  private release(): void {
    this.current?.stop();
    this.current = null;
  }

  private begin(name: EngineName): void {
    if (this.address === null) {
      return;
    }
    const { address, latency, credentials, ticket } = this;
    const listener = this.listenTo(name);
    const engine =
      name === "webcodecs"
        ? new WebCodecsEngine(address, latency, credentials, ticket, this.moduleUrl, listener)
        : new MediaSourceEngine(address, latency, credentials, ticket, listener);
    this.current = engine;
    this.insetSeen = false;
    this.listener.began(engine);
    engine.start();
    if (this.soundChosen !== null) {
      engine.chooseSound(this.soundChosen);
    }
    this.listener.changed();
  }

  private listenTo(name: EngineName): EngineListener {
    return {
      phase: (phase) => this.learn(phase.name === "lost" || phase.name === "refused" ? { phase, pictured: false, broken: false } : { phase }),
      channel: (channel, startedAt) => {
        this.started = channel === "live" || channel === "away" ? startedAt : 0;
        const over = channel === "offline" || channel === "ended";
        this.learn({
          channel,
          pictured: this.known.pictured && !over,
          broken: this.known.broken && !over,
          wasLive: this.known.wasLive || channel === "live" || channel === "away",
        });
      },
      locked: (locked) => this.learn(locked === null ? { locked } : { locked, pictured: false, broken: false }),
      tracks: (tracks) => {
        this.tracks = tracks;
        this.learn(pictureTracks(tracks).length === 0 ? { pictured: true, broken: false } : {});
      },
      picture: (track) => this.pictured(track),
      broken: (track) => this.broken(track),
      stats: (stats) => this.listener.stats(stats),
      frame: (frame) => this.listener.frame(frame),
      failed: (why) => this.failed(name, why),
    };
  }

  private pictured(track: number): void {
    const isInset = this.isInset(track);
    if (isInset && !this.insetSeen) {
      this.insetSeen = true;
      this.listener.changed();
    } else if (!isInset && (this.known.broken || !this.known.pictured)) {
      this.learn({ pictured: true, broken: false });
    }
  }

  private broken(track: number): void {
    if (!this.isInset(track)) {
      this.learn({ broken: true });
    }
  }

  private isInset(track: number): boolean {
    return pictureTracks(this.tracks)[1]?.id === track;
  }

  private failed(name: EngineName, why: Unplayable): void {
    if (this.current?.name !== name) {
      return;
    }
    this.release();
    if (name === "webcodecs" && browserAbilities().mse) {
      this.known = { ...NOTHING_KNOWN, wish: "play" };
      this.begin("mse");
    } else {
      this.learn({ unsupported: why });
    }
  }

  private learn(news: Partial<Facts>): void {
    this.known = { ...this.known, ...news };
    this.listener.changed();
  }
}
