/** The sound track in the worker: decoded, and handed to the sound thread. */

import type { TrackInfo } from "../../wire/control.ts";
import type { Packet } from "../../wire/packets.ts";
import { SoundClock, type SoundReport } from "../sound/clock.ts";
import type { SoundMessage } from "../sound/processor.ts";
import { TrueTimes } from "../sound/true-times.ts";
import { epochMillis } from "../time.ts";

/** Beyond this many pieces that wait for the decoder, all of them are left out: a second. */
const MAX_IN_DECODER = 50;
/** Microseconds that rounding may put between the end of a piece and the next. */
const ROUNDING = 1_000;

export class SoundTrack {
  readonly clock = new SoundClock();
  private readonly times = new TrueTimes();
  private decoder: AudioDecoder | null = null;
  private info: TrackInfo | null = null;
  private port: MessagePort | null = null;
  private on = false;
  private bundle = 0;
  /** Where the next piece begins if nothing is missing, in microseconds; null where that is not known. */
  private expected: number | null = null;

  /** @param heardAnew called when the sound thread told what it plays. */
  constructor(private readonly heardAnew: () => void) {}

  /** For how long the server gathers packets now, in microseconds; 0 where it does not. */
  set bundled(micros: number) {
    this.bundle = micros;
    this.say({ type: "bundle", millis: micros / 1_000 });
  }

  /** How many milliseconds pictures come after their sound; null where that is no matter. */
  set picturesLate(millis: number | null) {
    this.say({ type: "pictures-late", millis });
  }

  /** The track to play, or null where the broadcast has no sound. */
  describe(info: TrackInfo | null): void {
    this.info = info;
    this.restart();
  }

  connect(port: MessagePort): void {
    this.port = port;
    this.bundled = this.bundle;
    port.onmessage = (event: MessageEvent<SoundReport>) => {
      if (this.on) {
        this.clock.reported(event.data, epochMillis(performance.now()));
        this.heardAnew();
      }
    };
  }

  turn(on: boolean): void {
    this.on = on;
    this.restart();
  }

  push(packet: Packet): void {
    if (!this.on || this.port === null || this.info?.id !== packet.track) {
      return;
    }
    const timestamp = Math.round((packet.pts * 1_000_000) / this.info.timescale);
    const length = Math.round((packet.duration * 1_000_000) / this.info.timescale);
    if (this.decoder !== null && (this.isGap(timestamp) || this.decoder.decodeQueueSize > MAX_IN_DECODER)) {
      this.closeDecoder();
    }
    this.expected = length === 0 ? null : timestamp + length;
    this.decoder ??= this.open(this.info);
    this.times.given(timestamp);
    this.decoder.decode(new EncodedAudioChunk({ type: "key", timestamp, data: packet.payload }));
  }

  /** What is heard now, in microseconds of the broadcast's time line; null where nothing is. */
  heard(): number | null {
    return this.on ? this.clock.heardAt(epochMillis(performance.now())) : null;
  }

  close(): void {
    this.on = false;
    this.restart();
  }

  private restart(): void {
    this.closeDecoder();
    this.clock.interrupted();
    this.say({ type: "reset" });
  }

  /** Chromium's decoder counts on from the time of its first piece: after a gap only a new one tells true times. */
  private isGap(timestamp: number): boolean {
    return this.expected !== null && Math.abs(timestamp - this.expected) > ROUNDING;
  }

  private closeDecoder(): void {
    if (this.decoder !== null && this.decoder.state !== "closed") {
      this.decoder.close();
    }
    this.decoder = null;
    this.times.reset();
  }

  private open(info: TrackInfo): AudioDecoder {
    const decoder = new AudioDecoder({
      output: (data) => this.decoded(data),
      // Every sound packet can be decoded alone: the next one opens a new decoder.
      error: () => {
        if (this.decoder === decoder) {
          this.decoder = null;
          this.times.reset();
        }
      },
    });
    decoder.configure({
      codec: info.codec,
      sampleRate: info.sample_rate || info.timescale,
      numberOfChannels: info.channels || 2,
    });
    return decoder;
  }

  private decoded(data: AudioData): void {
    const planes = Array.from({ length: Math.min(2, data.numberOfChannels) }, (_, planeIndex) => {
      const plane = new Float32Array(data.numberOfFrames);
      data.copyTo(plane, { planeIndex, format: "f32-planar" });
      return plane;
    });
    const pts = this.times.of(data.timestamp, (data.numberOfFrames * 1_000_000) / data.sampleRate);
    data.close();
    this.say({ type: "piece", pts, planes });
  }

  private say(message: SoundMessage): void {
    const transfer = message.type === "piece" ? message.planes.map((plane) => plane.buffer) : [];
    this.port?.postMessage(message, transfer);
  }
}
