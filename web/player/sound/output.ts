/** The page's part of the sound: the audio context, the volume, and when what was played is heard. */

import { epochMillis } from "../time.ts";
import type { SoundAnchor } from "./clock.ts";
import { PROCESSOR, type SoundPort } from "./processor.ts";

/** Opus is decoded to this rate, and a context of the same rate resamples nothing. */
const SAMPLE_RATE = 48_000;
const ANCHOR_EVERY_MS = 500;
/** A browser that allows sound starts it within this; one that waits for a gesture leaves the promise open. */
const START_MS = 400;

export class SoundOutput {
  private readonly context = new AudioContext({ sampleRate: SAMPLE_RATE, latencyHint: "interactive" });
  private readonly gain = this.context.createGain();
  private node: AudioWorkletNode | null = null;
  private timer: ReturnType<typeof setInterval> | null = null;
  private closed = false;

  /**
   * @param moduleUrl the address of the file that registers the processor.
   * @param onAnchor told now and then how the context's time maps to the world's.
   */
  constructor(
    private readonly moduleUrl: string,
    private readonly onAnchor: (anchor: SoundAnchor) => void,
  ) {}

  /**
   * Start to play.
   *
   * @returns the worker's end of the sound channel on the first start, null on later ones, or false where the browser
   *   wants a gesture of the user first, or the processor cannot be had: the server is away, or this was closed
   *   meanwhile.
   */
  async start(): Promise<MessagePort | null | false> {
    // Closing a context that waits for a gesture rejects the promise: that is no start either.
    const resumed = this.context.resume().catch(() => undefined);
    await Promise.race([resumed, new Promise((resolve) => setTimeout(resolve, START_MS))]);
    if (this.context.state !== "running") {
      return false;
    }
    const port = this.node === null ? await this.connect() : null;
    if (port === false) {
      return false;
    }
    this.timer ??= setInterval(() => this.tellAnchor(), ANCHOR_EVERY_MS);
    this.tellAnchor();
    return port;
  }

  /** Be silent, and let the sound card rest. */
  async pause(): Promise<void> {
    if (this.timer !== null) {
      clearInterval(this.timer);
      this.timer = null;
    }
    if (this.context.state === "running") {
      await this.context.suspend();
    }
  }

  /** @param volume 0 to 1, as the ear takes it. */
  set volume(volume: number) {
    // Loudness goes with about the square: half way on the slider sounds half as loud.
    this.gain.gain.setTargetAtTime(volume * volume, this.context.currentTime, 0.01);
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.pause();
    await this.context.close();
  }

  private async connect(): Promise<MessagePort | false> {
    try {
      await this.context.audioWorklet.addModule(this.moduleUrl);
    } catch {
      return false;
    }
    if (this.closed) {
      return false;
    }
    const node = new AudioWorkletNode(this.context, PROCESSOR, { numberOfInputs: 0, outputChannelCount: [2] });
    const { port1, port2 } = new MessageChannel();
    const message: SoundPort = { port: port1 };
    node.port.postMessage(message, [port1]);
    node.connect(this.gain).connect(this.context.destination);
    this.node = node;
    return port2;
  }

  private tellAnchor(): void {
    const stamp = this.context.getOutputTimestamp();
    const { contextTime, performanceTime } = stamp;
    if (contextTime !== undefined && performanceTime !== undefined && contextTime > 0 && performanceTime > 0) {
      this.onAnchor({ contextTime, epochMillis: epochMillis(performanceTime) });
      return;
    }
    const delay = (this.context.outputLatency || this.context.baseLatency) * 1_000;
    this.onAnchor({
      contextTime: this.context.currentTime,
      epochMillis: epochMillis(performance.now()) + delay,
    });
  }
}
