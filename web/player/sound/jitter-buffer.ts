/**
 * Sound that waits to be played: as little as the connection allows.
 *
 * Sound arrives in bursts and is taken evenly, so what matters is how little is left just before the next burst: the
 * low-water mark. The buffer keeps it near a margin by playing a little faster or slower; every time it runs dry the
 * margin grows, and it shrinks again slowly while all goes well. Where the server tells that bursts will be longer
 * than those that came of late, the difference is made before they come; and where pictures come after their sound, it
 * is played so much later.
 */

const CHANNELS = 2;
const CAPACITY_S = 2;
const MARGIN_START_MS = 20;
const MARGIN_LEAST_MS = 10;
const MARGIN_MOST_MS = 250;
const MARGIN_STEP_MS = 15;
const MARGIN_DECAY_MS = 0.5;
/** The low-water mark is taken over this long; the margin shrinks once in each such span without a gap. */
const WATCH_S = 0.5;
/** The first span is short: what waits at the start is the backlog of a join, or of a network that hung. */
const FIRST_WATCH_S = 0.1;
/** The first span must see a whole burst, and how late the next one may be. */
const BURST_AND_MORE = 1.2;
/** More than the margin before anything plays: about one burst, where the server gathers none longer. */
const FIRST_BURST_MS = 20;
/** Within this of the margin nothing is done; below it there is less room than above. */
const TOLERANCE_MS = 8;
const TOLERANCE_BELOW_MS = 3;
/** What a bundle may be late, by its length and by the length of a piece. */
const BUNDLE_LATE = 0.1;
const BUNDLE_LATE_MS = 20;
/** Further above the margin than this, sound is left out at once. */
const EXCESS_MS = 150;
/** A missing piece longer than this is no gap, but another time line. */
const MAX_GAP_MS = 500;
const GENTLE = 0.01;
const BRISK = 0.03;
const BRISK_BEYOND_MS = 40;

export class JitterBuffer {
  private readonly rings: readonly Float32Array[];
  private readonly capacity: number;
  private head = 0;
  private size = 0;
  private fraction = 0;
  private endPts: number | null = null;
  private rate = 1;
  private span = FIRST_WATCH_S;
  private watched = 0;
  private low = Number.POSITIVE_INFINITY;
  private high = 0;
  private margin = MARGIN_START_MS;
  private bundled = 0;
  private pictures: number | null = null;
  /** Milliseconds of silence since there was something to play. */
  private held = 0;
  private dry = 0;
  playing = false;

  constructor(private readonly sampleRate: number) {
    this.capacity = sampleRate * CAPACITY_S;
    this.rings = Array.from({ length: CHANNELS }, () => new Float32Array(this.capacity));
  }

  /**
   * Take in a piece of sound.
   *
   * @param pts microseconds of its first sample.
   * @param planes one array a channel, of equal length; a single channel is heard on both sides.
   */
  push(pts: number, planes: readonly Float32Array[]): void {
    const length = planes[0]?.length ?? 0;
    if (this.endPts !== null) {
      const gap = (pts - this.endPts) / 1_000;
      if (Math.abs(gap) > MAX_GAP_MS) {
        this.reset();
      } else if (gap > 2) {
        this.write(null, Math.round((gap * this.sampleRate) / 1_000));
      }
    }
    if (this.size + length > this.capacity) {
      this.discard(this.size + length - this.capacity);
    }
    this.write(planes, length);
    this.endPts = pts + (length * 1_000_000) / this.sampleRate;
    this.high = Math.max(this.high, this.buffered);
    this.begin();
  }

  /** For how many milliseconds the server gathers packets now; 0 where it does not. */
  set bundle(millis: number) {
    this.bundled = millis;
  }

  /** How many milliseconds pictures come after their sound; negative where they wait; null where that is no matter. */
  set picturesLate(millis: number | null) {
    this.pictures = millis;
  }

  /** Fill one array a channel; with silence where there is nothing to play. */
  pull(outputs: readonly Float32Array[]): void {
    const wanted = outputs[0]?.length ?? 0;
    for (const output of outputs) {
      output.fill(0);
    }
    if (!this.playing) {
      this.held += this.size > 0 ? (wanted * 1_000) / this.sampleRate : 0;
      this.begin();
      return;
    }
    const produced = this.resample(outputs, wanted);
    this.low = Math.min(this.low, this.buffered);
    if (produced < wanted) {
      this.ranDry();
      return;
    }
    this.watched += wanted / this.sampleRate;
    if (this.watched >= this.span) {
      this.adapt();
    }
  }

  /** Forget everything: another broadcast begins, or the sound was turned off. */
  reset(): void {
    this.pictures = null;
    this.size = 0;
    this.head = 0;
    this.fraction = 0;
    this.endPts = null;
    this.rate = 1;
    this.rest();
  }

  /** pts of the next sample, in microseconds; null while nothing plays. */
  get position(): number | null {
    return this.playing && this.endPts !== null ? this.endPts - (this.size * 1_000_000) / this.sampleRate : null;
  }

  /** Milliseconds that wait. */
  get buffered(): number {
    return (this.size * 1_000) / this.sampleRate;
  }

  /** How often the buffer ran dry while it played. */
  get gaps(): number {
    return this.dry;
  }

  /** What is to be left just before the next burst. */
  private get room(): number {
    return this.margin + (this.bundled > 0 ? BUNDLE_LATE_MS + this.bundled * BUNDLE_LATE : 0);
  }

  /** What will have come when the next burst is due must last until then: what waits, and what was waited for it. */
  private begin(): void {
    const enough = this.room + Math.max(FIRST_BURST_MS, this.bundled);
    this.playing ||= this.size > 0 && this.buffered + this.held >= enough;
  }

  private rest(): void {
    this.playing = false;
    this.held = 0;
    this.watch(Math.max(FIRST_WATCH_S, (this.bundled * BURST_AND_MORE) / 1_000));
  }

  private write(planes: readonly Float32Array[] | null, length: number): void {
    const start = this.head + this.size;
    this.rings.forEach((ring, channel) => {
      const plane = planes?.[channel] ?? planes?.[0];
      for (let i = 0; i < length; i += 1) {
        ring[(start + i) % this.capacity] = plane?.[i] ?? 0;
      }
    });
    this.size += length;
  }

  private discard(samples: number): void {
    const count = Math.min(samples, this.size);
    this.head = (this.head + count) % this.capacity;
    this.size -= count;
  }

  private resample(outputs: readonly Float32Array[], wanted: number): number {
    let produced = 0;
    while (produced < wanted && this.size >= 2) {
      const next = (this.head + 1) % this.capacity;
      for (const [channel, output] of outputs.entries()) {
        const ring = this.rings[Math.min(channel, CHANNELS - 1)];
        const here = ring?.[this.head] ?? 0;
        output[produced] = here + ((ring?.[next] ?? 0) - here) * this.fraction;
      }
      produced += 1;
      this.fraction += this.rate;
      const whole = Math.floor(this.fraction);
      this.fraction -= whole;
      this.discard(whole);
    }
    return produced;
  }

  private ranDry(): void {
    this.dry += 1;
    this.margin = Math.min(this.margin + MARGIN_STEP_MS, MARGIN_MOST_MS);
    this.rate = 1;
    this.rest();
  }

  private adapt(): void {
    const burst = this.high - this.low;
    const spare = this.low - this.room - Math.max(0, this.bundled - burst);
    const excess = Math.min(spare, this.pictures === null ? spare : -this.pictures);
    if (excess > EXCESS_MS) {
      this.discard(Math.round((excess * this.sampleRate) / 1_000));
      this.rate = 1;
    } else if (excess >= -TOLERANCE_BELOW_MS && excess <= TOLERANCE_MS) {
      this.rate = 1;
    } else {
      const step = Math.abs(excess) > BRISK_BEYOND_MS ? BRISK : GENTLE;
      this.rate = 1 + Math.sign(excess) * step;
    }
    this.margin = Math.max(MARGIN_LEAST_MS, this.margin - MARGIN_DECAY_MS);
    this.watch(WATCH_S);
  }

  private watch(span: number): void {
    this.span = span;
    this.watched = 0;
    this.low = Number.POSITIVE_INFINITY;
    this.high = 0;
  }
}
