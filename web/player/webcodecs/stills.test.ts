import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { TrackInfo } from "../../wire/control.ts";
import type { Packet } from "../../wire/packets.ts";
import { JpegDecoder } from "./jpeg-decoder.ts";
import type { Picture } from "./picture-decoder.ts";
import { RawDecoder } from "./raw-decoder.ts";

const TRACK: TrackInfo = {
  id: 0,
  kind: "video",
  name: "main",
  codec: "jpeg",
  description: new Uint8Array(),
  timescale: 90_000,
  generation: 0,
  bitrate: 0,
  width: 4,
  height: 2,
  fps: 30,
  sample_rate: 0,
  channels: 0,
  encryption: null,
};

function packet(number: number, fields: Partial<Packet> = {}): Packet {
  return {
    track: 0,
    generation: 0,
    group: number,
    sequence: 0,
    pts: number * 3_000,
    dts: number * 3_000,
    duration: 0,
    capturedAt: 0,
    flags: 1,
    keyframe: true,
    payload: new Uint8Array(12),
    ...fields,
  };
}

class FakePicture {
  static open = 0;
  constructor(
    readonly data?: unknown,
    readonly init?: VideoFrameBufferInit,
  ) {
    FakePicture.open += 1;
  }
  close(): void {
    FakePicture.open -= 1;
  }
}

/** What the browser is decoding: each is finished by hand. */
let decoding: { resolve(picture: FakePicture): void; reject(error: unknown): void }[] = [];
let shown: number[] = [];
let pictures: Picture[] = [];
let dropped = 0;
let broken = 0;

const listener = {
  picture: (picture: Picture, { group }: Packet) => {
    shown.push(group);
    pictures.push(picture);
  },
  dropped: (count: number) => {
    dropped += count;
  },
  broken: () => {
    broken += 1;
  },
  keyframeWanted: () => undefined,
  skipped: () => undefined,
  failed: () => undefined,
};

/** Let what was promised come true. */
function settled(): Promise<void> {
  return new Promise((done) => setTimeout(done));
}

async function finish(): Promise<void> {
  decoding.shift()?.resolve(new FakePicture());
  await settled();
}

beforeEach(() => {
  [decoding, shown, pictures, dropped, broken, FakePicture.open] = [[], [], [], 0, 0, 0];
  vi.stubGlobal("VideoFrame", FakePicture);
  vi.stubGlobal(
    "createImageBitmap",
    () => new Promise<FakePicture>((resolve, reject) => decoding.push({ resolve, reject })),
  );
});

afterEach(() => vi.unstubAllGlobals());

test("of JPEG pictures that come faster than they are decoded the newest is next", async () => {
  const decoder = new JpegDecoder(TRACK, listener);
  for (const number of [0, 1, 2, 3]) {
    decoder.push(packet(number));
    decoder.decode(null);
  }
  expect(decoding).toHaveLength(1);
  await finish();
  await finish();
  expect(shown).toEqual([0, 3]);
  expect(dropped).toBe(2);
});

test("a broken JPEG picture is left out and the next one shown", async () => {
  const decoder = new JpegDecoder(TRACK, listener);
  decoder.push(packet(0));
  decoder.decode(null);
  decoder.push(packet(1));
  decoding.shift()?.reject(new Error("no picture"));
  await settled();
  expect(broken).toBe(1);
  await finish();
  expect(shown).toEqual([1]);
});

test("JPEG pictures of a generation that is over are left out", async () => {
  const decoder = new JpegDecoder({ ...TRACK, generation: 1 }, listener);
  decoder.push(packet(0, { generation: 1 }));
  decoder.push(packet(1));
  decoder.decode(null);
  await finish();
  expect(shown).toEqual([0]);
});

test("a picture that is decoded after the end is closed", async () => {
  const decoder = new JpegDecoder(TRACK, listener);
  decoder.push(packet(0));
  decoder.decode(null);
  decoder.close();
  await finish();
  expect(shown).toEqual([]);
  expect(FakePicture.open).toBe(0);
});

test("a raw picture is of the track's size and of BT.601 in limited range", () => {
  const decoder = new RawDecoder({ ...TRACK, codec: "i420" }, listener);
  decoder.push(packet(2));
  decoder.decode(null);
  expect(shown).toEqual([2]);
  expect((pictures[0] as unknown as FakePicture).init).toMatchObject({
    format: "I420",
    codedWidth: 4,
    codedHeight: 2,
    timestamp: 66_667,
    colorSpace: { matrix: "smpte170m", fullRange: false },
  });
});

test("a BGR picture gets a fourth byte to each pixel", () => {
  const decoder = new RawDecoder({ ...TRACK, codec: "bgr" }, listener);
  decoder.push(packet(2, { payload: new Uint8Array(24).map((_, at) => at) }));
  decoder.decode(null);
  decoder.push(packet(3));
  decoder.decode(null);
  expect(shown).toEqual([2]);
  expect(broken).toBe(1);
  const { data, init } = pictures[0] as unknown as FakePicture;
  expect(init).toMatchObject({ format: "BGRX", codedWidth: 4, codedHeight: 2, timestamp: 66_667 });
  expect([...new Uint8Array((data as Uint32Array<ArrayBuffer>).buffer)].slice(0, 8)).toEqual([0, 1, 2, 255, 3, 4, 5, 255]);
});

test("raw pictures of another size, or of a generation that is over, are left out", () => {
  const decoder = new RawDecoder({ ...TRACK, codec: "i420", generation: 1 }, listener);
  decoder.push(packet(0));
  decoder.push(packet(1, { generation: 1, payload: new Uint8Array(11) }));
  decoder.decode(null);
  expect(shown).toEqual([]);
  expect(broken).toBe(1);
});
