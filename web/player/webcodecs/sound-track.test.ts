import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { TrackInfo } from "../../wire/control.ts";
import type { Packet } from "../../wire/packets.ts";
import type { SoundMessage } from "../sound/processor.ts";
import { SoundTrack } from "./sound-track.ts";

const PIECE = 960;
const INFO: TrackInfo = {
  id: 1,
  kind: "audio",
  name: "sound",
  codec: "opus",
  description: new Uint8Array(),
  timescale: 48_000,
  generation: 0,
  bitrate: 0,
  width: 0,
  height: 0,
  fps: 0,
  sample_rate: 48_000,
  channels: 1,
  encryption: null,
};

/** As Chromium's: whatever the later pieces say, it counts on from the time of the first. */
class CountingDecoder {
  static readonly all: CountingDecoder[] = [];
  state = "configured";
  private readonly waiting: number[] = [];
  private next: number | null = null;

  constructor(private readonly init: AudioDecoderInit) {
    CountingDecoder.all.push(this);
  }

  get decodeQueueSize(): number {
    return this.waiting.length;
  }

  configure(): void {
    this.state = "configured";
  }

  close(): void {
    this.state = "closed";
  }

  decode(chunk: { timestamp: number }): void {
    this.waiting.push(chunk.timestamp);
  }

  work(): void {
    for (const timestamp of this.state === "closed" ? [] : this.waiting.splice(0)) {
      this.next ??= timestamp;
      const data = { timestamp: this.next, numberOfChannels: 1, numberOfFrames: PIECE, sampleRate: 48_000, copyTo() {}, close() {} };
      this.next += 20_000;
      this.init.output(data as unknown as AudioData);
    }
  }
}

class Chunk {
  readonly timestamp: number;

  constructor({ timestamp }: EncodedAudioChunkInit) {
    this.timestamp = timestamp;
  }
}

let heard: number[] = [];
let track: SoundTrack;

function work(): void {
  for (const decoder of CountingDecoder.all) {
    decoder.work();
  }
}

function piece(number: number, late = 0): void {
  const packet: Packet = {
    track: 1,
    generation: 0,
    group: number,
    sequence: 0,
    pts: number * PIECE + late,
    dts: number * PIECE,
    duration: PIECE,
    capturedAt: 0,
    flags: 1,
    keyframe: true,
    payload: new Uint8Array(1),
  };
  track.push(packet);
}

beforeEach(() => {
  vi.stubGlobal("AudioDecoder", CountingDecoder);
  vi.stubGlobal("EncodedAudioChunk", Chunk);
  CountingDecoder.all.length = 0;
  heard = [];
  const port = {
    onmessage: null,
    postMessage(message: SoundMessage) {
      if (message.type === "piece") {
        heard.push(message.pts / 20_000);
      }
    },
  };
  track = new SoundTrack(() => undefined);
  track.connect(port as unknown as MessagePort);
  track.describe(INFO);
  track.turn(true);
});

afterEach(() => {
  vi.unstubAllGlobals();
});

test("a sound thread that comes later is told for how long the server gathers packets", () => {
  const told: SoundMessage[] = [];
  track.bundled = 120_000;
  track.connect({ onmessage: null, postMessage: (message: SoundMessage) => void told.push(message) } as unknown as MessagePort);
  expect(told).toContainEqual({ type: "bundle", millis: 120 });
});

test("pieces that follow each other go through one decoder", () => {
  [0, 1, 2].forEach((number) => piece(number));
  work();
  expect(heard).toEqual([0, 1, 2]);
  expect(CountingDecoder.all).toHaveLength(1);
});

test("pieces of a sound card that counts wrong have their packets' times", () => {
  for (let number = 0; number < 5_000; number += 1) {
    piece(number, Math.round(number * PIECE * 0.0001));
    work();
  }
  expect(CountingDecoder.all).toHaveLength(1);
  expect(heard[4_999]).toBeCloseTo(4_999 * 1.0001, 2);
});

test("what comes after a gap has its own time, not the next one", () => {
  piece(0);
  work();
  piece(30);
  piece(31);
  work();
  expect(heard).toEqual([0, 30, 31]);
});

test("of more than the decoder can take, as of a long backlog, the newest is heard at its own time", () => {
  for (let number = 0; number < 100; number += 1) {
    piece(number);
  }
  work();
  expect(heard.at(-1)).toBe(99);
  expect(heard.length).toBeLessThanOrEqual(51);
  expect(heard).toEqual(Array.from({ length: heard.length }, (_, index) => 100 - heard.length + index));
});
