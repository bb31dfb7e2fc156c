import { expect, test } from "vitest";
import { JitterBuffer } from "./jitter-buffer.ts";

const RATE = 48_000;
const PIECE = 960;
const PIECE_MICROS = 20_000;

function piece(value = 0.5): Float32Array[] {
  return [new Float32Array(PIECE).fill(value), new Float32Array(PIECE).fill(value)];
}

function pull(buffer: JitterBuffer, samples: number): Float32Array {
  const left = new Float32Array(samples);
  buffer.pull([left, new Float32Array(samples)]);
  return left;
}

/** Play for some seconds, `burst` pieces arriving together; what was waiting at the end, in milliseconds. */
function run(buffer: JitterBuffer, seconds: number, burst: number, from = 0): number {
  const pieces = Math.round(seconds * 50);
  for (let i = 0; i < pieces; i += burst) {
    for (let j = 0; j < burst; j += 1) {
      buffer.push((from + i + j) * PIECE_MICROS, piece());
    }
    for (let block = 0; block < burst * 2; block += 1) {
      pull(buffer, PIECE / 2);
    }
  }
  return buffer.buffered;
}

test("is silent until a margin waits, then plays from its start", () => {
  const buffer = new JitterBuffer(RATE);
  buffer.push(1_000_000, piece());
  expect(pull(buffer, 128)[0]).toBe(0);
  expect(buffer.position).toBeNull();
  buffer.push(1_020_000, piece());
  expect(buffer.position).toBe(1_000_000);
  expect(pull(buffer, 480)[0]).toBe(0.5);
  expect(buffer.position).toBe(1_010_000);
});

test("runs dry with silence, waits longer the next time", () => {
  const buffer = new JitterBuffer(RATE);
  buffer.push(0, piece());
  buffer.push(20_000, piece());
  pull(buffer, 2 * PIECE + 128);
  expect(buffer.gaps).toBe(1);
  expect(buffer.playing).toBe(false);
  buffer.push(40_000, piece());
  buffer.push(60_000, piece());
  expect(buffer.playing).toBe(false);
  buffer.push(80_000, piece());
  expect(buffer.playing).toBe(true);
});

test("fills a lost piece with silence, so that the clock stays right", () => {
  const buffer = new JitterBuffer(RATE);
  buffer.push(0, piece());
  buffer.push(40_000, piece());
  expect(buffer.buffered).toBeCloseTo(60, 3);
  expect(buffer.position).toBe(0);
});

test("begins anew on another time line", () => {
  const buffer = new JitterBuffer(RATE);
  buffer.push(9_000_000, piece());
  buffer.push(0, piece());
  expect(buffer.buffered).toBeCloseTo(20, 3);
});

test("leaves out what is far too much", () => {
  const buffer = new JitterBuffer(RATE);
  for (let i = 0; i < 25; i += 1) {
    buffer.push(i * PIECE_MICROS, piece());
  }
  run(buffer, 2, 1, 25);
  expect(buffer.buffered).toBeLessThan(120);
});

test("leaves a join's backlog out at once", () => {
  const buffer = new JitterBuffer(RATE);
  for (let i = 0; i < 50; i += 1) {
    buffer.push(i * PIECE_MICROS, piece());
  }
  run(buffer, 0.2, 1, 50);
  expect(buffer.buffered).toBeLessThan(120);
});

test("comes down to its margin by playing a little faster", () => {
  const buffer = new JitterBuffer(RATE);
  for (let i = 0; i < 6; i += 1) {
    buffer.push(i * PIECE_MICROS, piece());
  }
  const before = buffer.buffered;
  const after = run(buffer, 20, 1, 6);
  expect(after).toBeLessThan(before - 50);
  expect(buffer.gaps).toBe(0);
});

test("keeps a margin under sound that comes two pieces at a time", () => {
  const buffer = new JitterBuffer(RATE);
  run(buffer, 30, 2);
  expect(buffer.gaps).toBeLessThan(5);
  expect(buffer.buffered).toBeLessThan(80);
});

test("is bounded", () => {
  const buffer = new JitterBuffer(RATE);
  for (let i = 0; i < 200; i += 1) {
    buffer.push(i * PIECE_MICROS, piece());
  }
  expect(buffer.buffered).toBeLessThanOrEqual(2_000);
});

/** A low rate of samples: an hour of them is soon played. */
const LOW_RATE = 4_800;

/** Sound on its way to a buffer whose clock is the sound card's: bundled, late by chance, made by another clock. */
class Way {
  readonly buffer = new JitterBuffer(LOW_RATE);
  private readonly sound = [new Float32Array(LOW_RATE / 50).fill(0.5)];
  private readonly output = [new Float32Array(LOW_RATE / 200)];
  private now = 0;
  private made = 0;
  private sentAt = 0;
  private chance = 1;

  /** @param drift how much slower the maker's clock is; @param jitter how late a message may be, in microseconds. */
  constructor(
    private readonly drift = 0,
    private readonly jitter = 0,
  ) {}

  /** @param bundle microseconds for which pieces are gathered; @param told what the server says of it. */
  run(seconds: number, bundle: number, told = bundle): void {
    this.buffer.bundle = told / 1_000;
    for (const until = this.now + seconds * 1e6; this.now < until; this.now += 5_000) {
      if (this.now - this.sentAt >= bundle) {
        this.deliver();
      }
      this.buffer.pull(this.output);
    }
  }

  /** Milliseconds from making a sample to playing it. */
  get delay(): number {
    return (this.now - (this.buffer.position ?? Number.NaN) * (1 + this.drift)) / 1_000;
  }

  private deliver(): void {
    this.chance = (this.chance * 16_807) % 2_147_483_647;
    this.sentAt = this.now + (this.chance / 2_147_483_647) * this.jitter;
    for (; (this.made + 1) * PIECE_MICROS * (1 + this.drift) <= this.now; this.made += 1) {
      this.buffer.push(this.made * PIECE_MICROS, this.sound);
    }
  }
}

test.each([100_000, 250_000])("rides over bundles of %d µs without running dry", (bundle) => {
  const way = new Way(0, 10_000);
  way.run(300, bundle);
  expect(way.buffer.gaps).toBe(0);
  expect(way.delay).toBeLessThan(bundle / 1_000 + 100);
});

test("widening bundles that are told before they come cost no gap, narrowing ones neither", () => {
  const way = new Way();
  way.run(10, 0);
  way.run(4, 0, 100_000);
  way.run(10, 100_000);
  way.run(7, 100_000, 250_000);
  way.run(10, 250_000);
  way.run(10, 100_000);
  way.run(15, 0);
  expect(way.buffer.gaps).toBe(0);
  expect(way.delay).toBeLessThan(80);
});

test("widening bundles that nobody told of cost one gap and no more", () => {
  const way = new Way();
  way.run(10, 0);
  way.run(20, 250_000);
  expect(way.buffer.gaps).toBe(1);
});

test("waits for pictures that come late, and comes back when they do not", () => {
  const way = new Way();
  const run = (seconds: number, pictures: number) => {
    for (let step = 0; step < seconds * 4; step += 1) {
      const late = pictures - way.delay;
      way.buffer.picturesLate = late > -30 ? late : null;
      way.run(0.25, 0);
    }
  };
  way.run(5, 0);
  run(10, 200);
  expect(way.delay).toBeGreaterThan(190);
  expect(way.delay).toBeLessThan(215);
  run(10, 20);
  expect(way.delay).toBeLessThan(70);
  expect(way.buffer.gaps).toBe(0);
});

test.each([100e-6, -100e-6])("clocks that drift by %d add up to nothing in an hour", (drift) => {
  const way = new Way(drift);
  way.run(10, 0);
  const delay = way.delay;
  way.run(3_590, 0);
  expect(way.buffer.gaps).toBe(0);
  expect(Math.abs(way.delay - delay)).toBeLessThan(20);
});

test("what was waited for a bundle counts: the first begins to play before the second is there", () => {
  const buffer = new JitterBuffer(RATE);
  buffer.bundle = 250;
  for (let i = 0; i < 12; i += 1) {
    buffer.push(i * PIECE_MICROS, piece());
  }
  expect(buffer.playing).toBe(false);
  pull(buffer, RATE / 10);
  expect(buffer.playing).toBe(true);
});
