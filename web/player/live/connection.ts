/** One viewer's WebSocket of footlight.1 (docs/protocol.md): connects, says hello, compares clocks, comes back. */

import { ClockSync } from "../../wire/clocksync.ts";
import {
  type BroadcastState,
  type Control,
  decodeControl,
  encodeControl,
  type LatencyClass,
  type Message,
  type Outgoing,
  SUBPROTOCOL,
  type TrackInfo,
  VERSION,
} from "../../wire/control.ts";
import { decodePackets, type Packet } from "../../wire/packets.ts";
import { nowMicros } from "../time.ts";
import { Backoff } from "./backoff.ts";
import { aTicketMayHelp, type TicketProvider } from "./credentials.ts";

const AGENT = "footlight-player/0.1.0";
/** When to ping after connecting, in milliseconds: four times at once for a good first guess, then now and then. */
const EARLY_PINGS_MS = [0, 250, 500, 750];
const PING_EVERY_MS = 10_000;
/** A server that answers no ping for this long is taken for gone, whatever TCP still believes. */
const SILENCE_MS = 6_000;
const CONNECT_TIMEOUT_MS = 8_000;
/** Another ticket is asked for after a refusal, but not after two so soon: they would go on for ever. */
const MEND_EVERY_MS = 10_000;

/** `lost`: the connection broke and is being made again. */
export type Phase =
  | { name: "connecting" }
  | { name: "open" }
  | { name: "lost" }
  | { name: "refused"; code: string; message: string };

export interface ConnectionListener {
  phase(phase: Phase): void;
  channel(state: BroadcastState, startedAt: number): void;
  tracks(broadcast: string, tracks: readonly TrackInfo[]): void;
  packets(packets: Packet[], bytes: number): void;
  viewers(count: number): void;
  /** For how long the server gathers packets now before it sends them, in microseconds; 0 where it does not. */
  bundled(micros: number): void;
  /** Groups that the server left out since the connection was made. */
  skipped(groups: number): void;
}

export class Connection {
  private readonly backoff = new Backoff(() => performance.now());
  private socket: WebSocket | null = null;
  private clock = new ClockSync();
  private timers: ReturnType<typeof setTimeout>[] = [];
  private pings = new Map<number, number>();
  private nextPing = 1;
  private farewell: Message<"bye"> | null = null;
  /** The refusal that the next ticket is to mend. */
  private refusal: Message<"bye"> | null = null;
  private mendedAt = Number.NEGATIVE_INFINITY;
  /** Tells the answer for this try from those that come too late. */
  private tries = 0;
  private closed = false;
  private readonly hurry = () => this.retryNow();

  /**
   * @param address the WebSocket's address, see `liveAddress`.
   * @param latency how soon the pictures are wanted.
   * @param key what an end of a cable wants to be shown, or null.
   * @param ticket asked before each connection, or null: connect without one.
   */
  constructor(
    private readonly address: string,
    private readonly latency: LatencyClass,
    private readonly key: string | null,
    private readonly ticket: TicketProvider | null,
    private readonly listener: ConnectionListener,
  ) {
    globalThis.addEventListener("online", this.hurry);
  }

  /** Connect now, and again whenever the connection breaks, until `close` or a refusal. */
  open(): void {
    this.listener.phase({ name: "connecting" });
    this.connect();
  }

  close(): void {
    this.closed = true;
    globalThis.removeEventListener("online", this.hurry);
    this.detach();
  }

  /** Say something to the server; dropped where there is no connection. */
  send(message: Outgoing): void {
    if (this.socket?.readyState === WebSocket.OPEN) {
      this.socket.send(encodeControl(message));
    }
  }

  /** The server's clock minus this machine's, in microseconds; null before the first pong. */
  get clockOffset(): number | null {
    return this.clock.ready ? this.clock.offset : null;
  }

  get roundTrip(): number | null {
    return this.clock.ready ? this.clock.rtt : null;
  }

  private connect(): void {
    this.farewell = null;
    this.tries += 1;
    this.after(CONNECT_TIMEOUT_MS, () => this.drop());
    if (this.ticket === null) {
      this.dial(null);
      return;
    }
    void this.askAndDial(this.ticket);
  }

  private async askAndDial(provider: TicketProvider): Promise<void> {
    const mine = this.tries;
    let ticket: string | null = null;
    let failed = false;
    try {
      ticket = await provider(this.refusal?.code ?? null);
    } catch {
      failed = true;
    }
    if (mine !== this.tries) {
      return;
    }
    if (failed) {
      this.drop();
    } else if (ticket === null && this.refusal !== null) {
      this.giveUp(this.refusal);
    } else {
      this.dial(ticket);
    }
  }

  private dial(ticket: string | null): void {
    const socket = new WebSocket(this.address, SUBPROTOCOL);
    socket.binaryType = "arraybuffer";
    this.socket = socket;
    socket.onopen = () => this.greet(ticket);
    socket.onmessage = (event: MessageEvent<string | ArrayBuffer>) => this.receive(event.data);
    socket.onclose = () => this.drop();
  }

  private greet(ticket: string | null): void {
    this.clearTimers();
    this.clock = new ClockSync();
    this.pings.clear();
    const { latency, key } = this;
    this.send({
      type: "hello",
      version: VERSION,
      role: "watch",
      agent: AGENT,
      latency,
      ...(key === null ? {} : { key }),
      ...(ticket === null ? {} : { ticket }),
    });
    for (const wait of EARLY_PINGS_MS) {
      this.after(wait, () => this.ping());
    }
    this.after(PING_EVERY_MS, () => this.pingForEver());
    this.listener.phase({ name: "open" });
  }

  private pingForEver(): void {
    this.ping();
    this.after(PING_EVERY_MS, () => this.pingForEver());
  }

  private ping(): void {
    const id = this.nextPing;
    this.nextPing += 1;
    this.pings.set(id, nowMicros());
    this.send({ type: "ping", id });
    this.after(SILENCE_MS, () => {
      if (this.pings.has(id)) {
        this.drop();
      }
    });
  }

  private receive(data: string | ArrayBuffer): void {
    let content: Control | Packet[] | null;
    try {
      content = typeof data === "string" ? decodeControl(data) : decodePackets(data);
    } catch (error) {
      console.warn("Footlight: the server sent what footlight.1 does not allow; connecting again.", error);
      this.drop();
      return;
    }
    if (Array.isArray(content)) {
      this.listener.packets(content, (data as ArrayBuffer).byteLength);
    } else if (content !== null) {
      this.obey(content);
    }
  }

  private obey(message: Control): void {
    switch (message.type) {
      case "welcome":
        this.backoff.reset();
        this.refusal = null;
        break;
      case "state":
        this.listener.channel(message.state, message.started_at);
        break;
      case "tracks":
        this.listener.tracks(message.broadcast ?? "", message.tracks);
        break;
      case "stats":
        if (message.viewers !== null) {
          this.listener.viewers(message.viewers);
        }
        if (message.bundle_us !== null) {
          this.listener.bundled(message.bundle_us);
        }
        break;
      case "skipped":
        this.listener.skipped(message.groups);
        break;
      case "pong":
        this.settle(message);
        break;
      case "ping":
        this.send({ type: "pong", id: message.id, received_at: nowMicros(), sent_at: nowMicros() });
        break;
      case "bye":
        this.farewell = message;
        break;
    }
  }

  private settle(pong: Message<"pong">): void {
    const sent = this.pings.get(pong.id);
    if (sent !== undefined && this.pings.delete(pong.id)) {
      this.clock.add(sent, pong.received_at, pong.sent_at, nowMicros());
    }
  }

  /** The connection is of no use any more: give up where the server said so, else come back. */
  private drop(): void {
    this.detach();
    if (this.closed) {
      return;
    }
    if (this.farewell !== null && !this.farewell.retry && this.farewell.code !== "done") {
      this.refused(this.farewell);
      return;
    }
    this.listener.phase({ name: "lost" });
    this.after(this.backoff.next(), () => this.connect());
  }

  /** Stay away, except where another ticket may help. */
  private refused(bye: Message<"bye">): void {
    const now = performance.now();
    if (this.ticket === null || !aTicketMayHelp(bye.code) || now - this.mendedAt < MEND_EVERY_MS) {
      this.giveUp(bye);
      return;
    }
    this.mendedAt = now;
    this.refusal = bye;
    this.listener.phase({ name: "lost" });
    this.connect();
  }

  private giveUp({ code, message }: Message<"bye">): void {
    this.detach();
    this.listener.phase({ name: "refused", code, message });
  }

  private retryNow(): void {
    if (this.socket === null && this.timers.length > 0) {
      this.clearTimers();
      this.connect();
    }
  }

  private detach(): void {
    this.tries += 1;
    this.clearTimers();
    const socket = this.socket;
    this.socket = null;
    if (socket !== null) {
      socket.onopen = null;
      socket.onmessage = null;
      socket.onclose = null;
      socket.close();
    }
  }

  private after(wait: number, task: () => void): void {
    const timer = setTimeout(() => {
      this.timers = this.timers.filter((other) => other !== timer);
      task();
    }, wait);
    this.timers.push(timer);
  }

  private clearTimers(): void {
    for (const timer of this.timers) {
      clearTimeout(timer);
    }
    this.timers = [];
  }
}
