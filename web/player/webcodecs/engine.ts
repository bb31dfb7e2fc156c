/** Playing with WebCodecs: the page's side of the decoding worker. */

import type { LatencyClass } from "../../wire/control.ts";
import type { Engine, EngineListener } from "../engine.ts";
import type { Credentials, TicketProvider } from "../live/credentials.ts";
import { SoundOutput } from "../sound/output.ts";
import type { FromWorker, ToWorker } from "./messages.ts";
import { spawnWorker } from "./spawn.ts";

export class WebCodecsEngine implements Engine {
  readonly name = "webcodecs";
  readonly main = document.createElement("canvas");
  readonly inset = document.createElement("canvas");
  private readonly worker: Worker;
  private sound: SoundOutput | null = null;
  private volume = 1;
  private pip: HTMLVideoElement | null = null;

  /**
   * @param address the WebSocket's address.
   * @param latency how soon the pictures are wanted.
   * @param moduleUrl the address of the player's file, for the worker and the sound thread.
   */
  constructor(
    private readonly address: string,
    private readonly latency: LatencyClass,
    private readonly credentials: Credentials,
    private readonly ticket: TicketProvider | null,
    private readonly moduleUrl: string,
    private readonly listener: EngineListener,
  ) {
    this.worker = spawnWorker(moduleUrl);
    this.worker.onmessage = (event: MessageEvent<FromWorker>) => this.heard(event.data);
    this.worker.onerror = () => listener.failed({ lacks: "worker" });
  }

  start(): void {
    const main = this.main.transferControlToOffscreen();
    const inset = this.inset.transferControlToOffscreen();
    const { address, latency, credentials } = this;
    const hasTickets = this.ticket !== null;
    this.say({ type: "start", address, latency, credentials, hasTickets, main, inset }, [main, inset]);
  }

  async setSound(on: boolean): Promise<boolean> {
    if (!on) {
      this.say({ type: "sound", on: false });
      await this.sound?.pause();
      return true;
    }
    this.sound ??= new SoundOutput(this.moduleUrl, (anchor) => this.say({ type: "sound-anchor", anchor }));
    this.sound.volume = this.volume;
    const port = await this.sound.start();
    if (port === false) {
      return false;
    }
    if (port !== null) {
      this.say({ type: "sound-port", port }, [port]);
    }
    this.say({ type: "sound", on: true });
    return true;
  }

  setVolume(volume: number): void {
    this.volume = volume;
    if (this.sound !== null) {
      this.sound.volume = volume;
    }
  }

  chooseSound(id: number): void {
    this.say({ type: "sound-track", id });
  }

  reportFrames(on: boolean): void {
    this.say({ type: "report-frames", on });
  }

  async videoForPip(): Promise<HTMLVideoElement> {
    if (this.pip === null) {
      const video = document.createElement("video");
      video.muted = true;
      video.srcObject = this.main.captureStream();
      this.pip = video;
    }
    await this.pip.play();
    return this.pip;
  }

  stop(): void {
    this.say({ type: "stop" });
    void this.sound?.close();
    this.sound = null;
    this.worker.onmessage = null;
    if (this.pip !== null) {
      this.pip.srcObject = null;
    }
  }

  private say(message: ToWorker, transfer: Transferable[] = []): void {
    this.worker.postMessage(message, transfer);
  }

  private async handTicket(id: number, refusal: string | null): Promise<void> {
    try {
      this.say({ type: "ticket", id, ticket: (await this.ticket?.(refusal)) ?? null, failed: false });
    } catch {
      this.say({ type: "ticket", id, ticket: null, failed: true });
    }
  }

  private heard(message: FromWorker): void {
    switch (message.type) {
      case "phase":
        this.listener.phase(message.phase);
        break;
      case "ticket-please":
        void this.handTicket(message.id, message.refusal);
        break;
      case "channel":
        this.listener.channel(message.state, message.startedAt);
        break;
      case "locked":
        this.listener.locked(message.why);
        break;
      case "tracks":
        this.listener.tracks(message.tracks);
        break;
      case "picture":
        this.listener.picture(message.track);
        break;
      case "broken":
        this.listener.broken(message.track);
        break;
      case "frame":
        this.listener.frame(message.frame);
        break;
      case "stats":
        this.listener.stats(message.stats);
        break;
      case "failed":
        this.listener.failed(message.why);
        break;
    }
  }
}
