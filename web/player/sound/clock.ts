/** What is heard at this moment: the master clock of a player with sound. */

/** The sound thread's word: the sample of this pts was given to the sound card at this time of the audio context. */
export interface SoundReport {
  /** Microseconds of the broadcast's time line; null while nothing plays. */
  pts: number | null;
  /** Seconds of the audio context's own clock. */
  contextTime: number;
  /** Milliseconds of sound that wait. */
  buffered: number;
}

/** The page's word: what the audio context gave at `contextTime` is heard at `epochMillis`. */
export interface SoundAnchor {
  contextTime: number;
  epochMillis: number;
}

/** Reports stop when the sound thread does; after this the clock is not believed any more. */
const BELIEVED_MS = 400;

export class SoundClock {
  private anchor: SoundAnchor | null = null;
  private last: { pts: number; contextTime: number; at: number } | null = null;
  private waiting = 0;

  anchored(anchor: SoundAnchor): void {
    this.anchor = anchor;
  }

  /** @param at when the report arrived, milliseconds since the epoch. */
  reported(report: SoundReport, at: number): void {
    this.waiting = report.buffered;
    this.last = report.pts === null ? null : { pts: report.pts, contextTime: report.contextTime, at };
  }

  /** Another piece of sound begins: what was heard says nothing about it. */
  interrupted(): void {
    this.last = null;
    this.waiting = 0;
  }

  /** pts of what is heard at this time (milliseconds since the epoch), in microseconds; null where nothing is. */
  heardAt(at: number): number | null {
    if (this.anchor === null || this.last === null || at - this.last.at > BELIEVED_MS) {
      return null;
    }
    const heardAt = this.anchor.epochMillis + (this.last.contextTime - this.anchor.contextTime) * 1_000;
    return this.last.pts + (at - heardAt) * 1_000;
  }

  /** Milliseconds of sound that wait to be played. */
  get buffered(): number {
    return this.waiting;
  }
}
