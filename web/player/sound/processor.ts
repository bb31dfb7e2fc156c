/** The sound thread: plays what the worker decoded, and tells it what is being played. */

import type { SoundReport } from "./clock.ts";
import { JitterBuffer } from "./jitter-buffer.ts";

/**
 * From the worker: a decoded piece; that what follows has nothing to do with what was before; for how long the server
 * gathers packets; or how late pictures are for their sound.
 */
export type SoundMessage =
  | { type: "piece"; pts: number; planes: Float32Array[] }
  | { type: "reset" }
  | { type: "bundle"; millis: number }
  | { type: "pictures-late"; millis: number | null };

/** From the page, once: the worker's end of a channel. */
export interface SoundPort {
  port: MessagePort;
}

export const PROCESSOR = "footlight-sound";

/** Blocks of 128 samples between two reports: about 20 ms. */
const REPORT_EVERY = 8;

/** What the sound thread has and TypeScript's DOM types lack. */
interface SoundThread {
  registerProcessor?: (name: string, processor: new () => object) => void;
  AudioWorkletProcessor: new () => { readonly port: MessagePort };
  readonly currentTime: number;
  readonly sampleRate: number;
}

const thread = globalThis as unknown as SoundThread;

export function onSoundThread(): boolean {
  return thread.registerProcessor !== undefined;
}

/** Define the processor; the class needs names that only the sound thread has. */
export function registerSoundProcessor(): void {
  class SoundProcessor extends thread.AudioWorkletProcessor {
    private readonly buffer = new JitterBuffer(thread.sampleRate);
    private worker: MessagePort | null = null;
    private blocks = 0;

    constructor() {
      super();
      this.port.onmessage = (event: MessageEvent<SoundPort>) => {
        this.worker = event.data.port;
        this.worker.onmessage = (message: MessageEvent<SoundMessage>) => this.take(message.data);
      };
    }

    process(_inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
      if (this.blocks % REPORT_EVERY === 0) {
        this.report();
      }
      this.blocks += 1;
      this.buffer.pull(outputs[0] ?? []);
      return true;
    }

    private take(message: SoundMessage): void {
      switch (message.type) {
        case "piece":
          this.buffer.push(message.pts, message.planes);
          break;
        case "reset":
          this.buffer.reset();
          break;
        case "bundle":
          this.buffer.bundle = message.millis;
          break;
        case "pictures-late":
          this.buffer.picturesLate = message.millis;
          break;
      }
    }

    private report(): void {
      const report: SoundReport = {
        pts: this.buffer.position,
        contextTime: thread.currentTime,
        buffered: this.buffer.buffered,
      };
      this.worker?.postMessage(report);
    }
  }
  thread.registerProcessor?.(PROCESSOR, SoundProcessor);
}
