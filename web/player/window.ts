/** Figures over the last seconds. */

interface Sample {
  at: number;
  value: number;
}

/** Samples of the last `span` milliseconds, at most `limit` of them. */
export class SlidingWindow {
  private samples: Sample[] = [];

  constructor(
    private readonly span: number,
    private readonly limit = 2_000,
  ) {}

  add(at: number, value: number): void {
    this.samples.push({ at, value });
    if (this.samples.length > this.limit) {
      this.samples.shift();
    }
    this.expire(at);
  }

  /** The value that `share` (0 to 1) of the samples do not exceed, or null without samples. */
  percentile(now: number, share: number): number | null {
    this.expire(now);
    const sorted = this.samples.map((sample) => sample.value).sort((a, b) => a - b);
    return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
  }

  /** The least and the most of the samples, or null without any. */
  extremes(now: number): { least: number; most: number } | null {
    this.expire(now);
    const values = this.samples.map((sample) => sample.value);
    return values.length === 0 ? null : { least: Math.min(...values), most: Math.max(...values) };
  }

  /** The sum of the samples for each second of the span. */
  perSecond(now: number): number {
    this.expire(now);
    const sum = this.samples.reduce((total, sample) => total + sample.value, 0);
    return (sum * 1_000) / this.span;
  }

  get latest(): number | null {
    return this.samples.at(-1)?.value ?? null;
  }

  clear(): void {
    this.samples = [];
  }

  private expire(now: number): void {
    const first = this.samples.findIndex((sample) => sample.at > now - this.span);
    this.samples = first === -1 ? [] : this.samples.slice(first);
  }
}
