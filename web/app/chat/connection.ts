/** The WebSocket of one room: it stands or comes back, and every request is answered. */

import type { Bye, FromClient, FromServer, Hello } from "../../openapi/chat/types.ts";
import { Backoff } from "../../player/live/backoff.ts";
import { ApiError } from "../api/request.ts";

type Request = Exclude<FromClient, { type: "hello" }>;
type Wished<R> = R extends Request ? Omit<R, "id"> : never;
/** What is asked for; the connection gives it its id. */
export type Wish = Wished<Request>;
/** What a request is answered with, where it is not refused. */
export type Answer = Exclude<Extract<FromServer, { id: string }>, { type: "error" }>;

/** `lost`: it comes back by itself; `over`: it does not. */
export type LinkState = "connecting" | "open" | "lost" | "over";

/** What a connection tells of, and asks. */
export interface Ends {
  /** What is said first, each time. */
  hello(): Promise<Omit<Hello, "type" | "version">>;
  heard(message: FromServer): void;
  changed(state: LinkState): void;
}

/** Requests that may wait for the connection. */
export const MOST_WAITING = 50;
/** Bytes of a message, past which the server closes the connection: docs/chat.md, "Limits". */
const LONGEST = 16 * 1024;
const QUIET_MS = 25_000;
const DEAD_MS = 10_000;
const VERSION = 1;

interface Waiting {
  request: Request;
  done: (answer: Answer) => void;
  refused: (error: ApiError) => void;
}

export class Connection {
  state: LinkState = "connecting";
  #address: string;
  #ends: Ends;
  #backoff: Backoff;
  #socket: WebSocket | null = null;
  #waiting = new Map<string, Waiting>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pulse: ReturnType<typeof setTimeout> | undefined;
  #ended = false;

  /** @param address of the WebSocket: `wss://host/chat/lobby`. */
  constructor(address: string, ends: Ends, random: () => number = Math.random) {
    this.#address = address;
    this.#ends = ends;
    this.#backoff = new Backoff(() => performance.now(), random);
  }

  /** Connect, for the first time or after it was over. */
  start(): void {
    this.#ended = false;
    this.#become("connecting");
    void this.#open();
  }

  /** Close it for good. */
  stop(): void {
    this.#end(new ApiError("closed", "The chat was closed."));
  }

  /** Try again at once, where it waits for the next try. */
  hurry(): void {
    if (this.state === "lost" && this.#socket === null) {
      this.#backoff.reset();
      void this.#open();
    }
  }

  /**
   * Ask for something. It is sent again with the same id where the connection was lost before the answer.
   *
   * @throws {ApiError} it was refused, or the chat is over.
   */
  ask(wish: Wish, id = newId()): Promise<Answer> {
    const request = { ...wish, id } as Request;
    return new Promise((done, refused) => {
      if (this.#ended) {
        refused(new ApiError("closed", "You are not in this chat any more."));
      } else if (new TextEncoder().encode(JSON.stringify(request)).length > LONGEST) {
        refused(new ApiError("message_too_large", "That is too long to be sent."));
      } else if (this.#waiting.size >= MOST_WAITING) {
        refused(new ApiError("unreachable", "The server does not answer: too much is waiting already."));
      } else {
        this.#waiting.set(id, { request, done, refused });
        if (this.state === "open") {
          this.#socket?.send(JSON.stringify(request));
        }
      }
    });
  }

  async #open(): Promise<void> {
    clearTimeout(this.#timer);
    const socket = new WebSocket(this.#address);
    this.#socket = socket;
    let bye: Bye | null = null;

    const gone = () => {
      if (this.#socket === socket) {
        this.#socket = null;
        clearTimeout(this.#pulse);
        if (bye !== null && bye.retry !== true) {
          this.#end(new ApiError(bye.code, bye.message ?? "", 0, bye.retry_after ?? null));
        } else {
          this.#lose();
        }
      }
    };
    socket.onclose = gone;
    socket.onopen = async () => {
      try {
        const hello = await this.#ends.hello();
        if (this.#socket === socket) {
          socket.send(JSON.stringify({ type: "hello", version: VERSION, ...hello } satisfies FromClient));
          this.#beat(socket, gone);
        }
      } catch (error) {
        if (!(error instanceof ApiError)) {
          throw error;
        }
        // What hello needs could not be had just now.
        socket.close();
      }
    };
    socket.onmessage = ({ data }) => {
      if (this.#socket !== socket) {
        return;
      }
      const message = JSON.parse(String(data)) as FromServer;
      this.#beat(socket, gone);
      if (message.type === "bye") {
        bye = message;
        this.#ends.heard(message);
        gone();
        return;
      }
      this.#ends.heard(message);
      if (message.type === "welcome") {
        this.#backoff.reset();
        this.#become("open");
        for (const { request } of this.#waiting.values()) {
          socket.send(JSON.stringify(request));
        }
      } else if ("id" in message) {
        this.#answer(message);
      }
    };
  }

  #answer(message: Extract<FromServer, { id: string }>): void {
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.type === "error") {
      waiting?.refused(new ApiError(message.code, message.message, 0, message.retry_after ?? null));
    } else {
      waiting?.done(message);
    }
  }

  /** Something was heard: where nothing is for a while, ask; where nothing comes then, it is dead. */
  #beat(socket: WebSocket, gone: () => void): void {
    clearTimeout(this.#pulse);
    this.#pulse = setTimeout(() => {
      if (this.state === "open") {
        socket.send(JSON.stringify({ type: "ping", id: newId() } satisfies FromClient));
      }
      this.#pulse = setTimeout(() => {
        socket.close();
        gone();
      }, DEAD_MS);
    }, QUIET_MS);
  }

  #lose(): void {
    this.#become("lost");
    this.#timer = setTimeout(() => void this.#open(), this.#backoff.next());
  }

  #end(error: ApiError): void {
    this.#ended = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#pulse);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const one of waiting) {
      one.refused(error);
    }
    this.#become("over");
  }

  #become(state: LinkState): void {
    if (this.state !== state) {
      this.state = state;
      this.#ends.changed(state);
    }
  }
}

/** An id that no other request has: `crypto.randomUUID` is not there over http. */
export function newId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** `https://host/lobby` to `wss://host/chat/lobby`. */
export function chatAddress(origin: string, channel: string): string {
  return `${origin.replace(/^http/, "ws")}/chat/${encodeURIComponent(channel)}`;
}
