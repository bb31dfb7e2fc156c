/** The sound track in the worker: decoded, and handed to the sound thread. */

import type { TrackInfo } from "../../wire/control.ts";
import type { Packet } from "../../wire/packets.ts";
import { SoundClock, type SoundReport } from "../sound/clock.ts";
import type { SoundMessage } from "../sound/processor.ts";
import { epochMillis } from "../time.ts";

/** Sound that waits for the decoder beyond this many pieces is left out: a second. */
const MAX_IN_DECODER = 50;

export class SoundTrack {
  readonly clock = new SoundClock();
  private decoder: AudioDecoder | null = null;
  private info: TrackInfo | null = null;
  private port: MessagePort | null = null;
  private on = false;

  /** @param heardAnew called when the sound thread told what it plays. */
  constructor(private readonly heardAnew: () => void) {}

  /** The track to play, or null where the broadcast has no sound. */
  describe(info: TrackInfo | null): void {
    this.info = info;
    this.restart();
  }

  connect(port: MessagePort): void {
    this.port = port;
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
    this.decoder ??= this.open(this.info);
    if (this.decoder.decodeQueueSize > MAX_IN_DECODER) {
      return;
    }
    const timestamp = Math.round((packet.pts * 1_000_000) / this.info.timescale);
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
    if (this.decoder !== null && this.decoder.state !== "closed") {
      this.decoder.close();
    }
    this.decoder = null;
    this.clock.interrupted();
    this.say({ type: "reset" });
  }

  private open(info: TrackInfo): AudioDecoder {
    const decoder = new AudioDecoder({
      output: (data) => this.decoded(data),
      // Every sound packet can be decoded alone: the next one opens a new decoder.
      error: () => {
        if (this.decoder === decoder) {
          this.decoder = null;
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
    const pts = data.timestamp;
    data.close();
    this.say({ type: "piece", pts, planes });
  }

  private say(message: SoundMessage): void {
    const transfer = message.type === "piece" ? message.planes.map((plane) => plane.buffer) : [];
    this.port?.postMessage(message, transfer);
  }
}
