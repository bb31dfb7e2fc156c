import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { FromServer } from "../../openapi/chat/types.ts";
import { chatAddress, Connection, type LinkState, MOST_WAITING, newId } from "./connection.ts";

/** The other end of a WebSocket, played by hand. */
class Socket {
  static all: Socket[] = [];
  sent: Record<string, unknown>[] = [];
  closed = false;
  onopen: (() => Promise<void>) | null = null;
  onclose: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;

  constructor(readonly address: string) {
    Socket.all.push(this);
  }

  static get last(): Socket {
    const socket = Socket.all.at(-1);
    if (socket === undefined) {
      throw new Error("nobody connected");
    }
    return socket;
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }

  close(): void {
    this.closed = true;
    this.onclose?.();
  }

  tell(message: FromServer): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }

  /** Open it, hear the hello and welcome it. */
  async welcome(): Promise<void> {
    await this.onopen?.();
    this.tell({ type: "welcome" } as unknown as FromServer);
  }
}

let states: LinkState[] = [];
let heard: string[] = [];

function connected(): Connection {
  return new Connection(
    "ws://host/chat/lobby",
    {
      hello: () => Promise.resolve({ nick: "Ann" }),
      heard: (message) => heard.push(message.type),
      changed: (state) => states.push(state),
    },
    () => 0,
  );
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", Socket);
  Socket.all = [];
  states = [];
  heard = [];
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("says hello first, and asks once it is welcome", async () => {
  const connection = connected();
  connection.start();
  const answer = connection.ask({ type: "say", text: "hi" }, "x1");
  await Socket.last.welcome();
  expect(Socket.last.sent).toEqual([
    { type: "hello", version: 1, nick: "Ann" },
    { type: "say", text: "hi", id: "x1" },
  ]);
  Socket.last.tell({ type: "ok", id: "x1", message: 41 });
  expect(await answer).toEqual({ type: "ok", id: "x1", message: 41 });
  expect(states).toEqual(["open"]);
});

test("a refusal is told with what there is to wait", async () => {
  const connection = connected();
  connection.start();
  await Socket.last.welcome();
  const answer = connection.ask({ type: "say", text: "hi" }, "x1");
  Socket.last.tell({ type: "error", id: "x1", code: "slow_down", message: "not so fast", retry_after: 900 });
  await expect(answer).rejects.toMatchObject({ code: "slow_down", retryAfter: 900 });
});

test("what was not answered is sent again with the same id after the connection was lost", async () => {
  const connection = connected();
  connection.start();
  await Socket.last.welcome();
  const first = connection.ask({ type: "say", text: "one" }, "x1");
  const second = connection.ask({ type: "command", text: "/me waves" }, "x2");
  Socket.last.tell({ type: "ok", id: "x1" });
  await first;
  Socket.last.close();
  expect(states).toEqual(["open", "lost"]);
  await vi.advanceTimersByTimeAsync(50);
  expect(Socket.all).toHaveLength(2);
  await Socket.last.welcome();
  expect(Socket.last.sent.slice(1)).toEqual([{ type: "command", text: "/me waves", id: "x2" }]);
  Socket.last.tell({ type: "ok", id: "x2" });
  await second;
  expect(states).toEqual(["open", "lost", "open"]);
});

test("a bye for good ends it, and refuses what waits", async () => {
  const connection = connected();
  connection.start();
  await Socket.last.welcome();
  const waiting = connection.ask({ type: "say", text: "one" });
  Socket.last.tell({ type: "bye", code: "banned", message: "you are banned" });
  await expect(waiting).rejects.toMatchObject({ code: "banned" });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(Socket.all).toHaveLength(1);
  expect(states).toEqual(["open", "over"]);
  await expect(connection.ask({ type: "say", text: "two" })).rejects.toMatchObject({ code: "closed" });
  connection.start();
  expect(Socket.all).toHaveLength(2);
});

test("a bye with a way back is followed by a new try", async () => {
  const connection = connected();
  connection.start();
  await Socket.last.welcome();
  Socket.last.tell({ type: "bye", code: "server_stopping", message: "", retry: true });
  await vi.advanceTimersByTimeAsync(50);
  expect(Socket.all).toHaveLength(2);
});

test("where nothing is heard it asks, and where nothing comes then it connects anew", async () => {
  const connection = connected();
  connection.start();
  await Socket.last.welcome();
  const [first] = Socket.all;
  await vi.advanceTimersByTimeAsync(25_000);
  expect(first?.sent.at(-1)).toMatchObject({ type: "ping" });
  first?.tell({ type: "pong", id: "p", now: 1 });
  await vi.advanceTimersByTimeAsync(35_000);
  expect(first?.closed).toBe(true);
  await vi.advanceTimersByTimeAsync(50);
  expect(Socket.all).toHaveLength(2);
  // What an old connection still says is nobody's.
  first?.tell({ type: "notice", text: "late" });
  expect(heard).not.toContain("notice");
});

test("only so much waits", async () => {
  const connection = connected();
  connection.start();
  const waiting = Array.from({ length: MOST_WAITING }, () => connection.ask({ type: "ping" }));
  await expect(connection.ask({ type: "ping" })).rejects.toMatchObject({ code: "unreachable" });
  connection.stop();
  await Promise.all(waiting.map((one) => expect(one).rejects.toMatchObject({ code: "closed" })));
});

test("ids are such as the server takes, and never the same", () => {
  const ids = Array.from({ length: 100 }, newId);
  expect(new Set(ids).size).toBe(100);
  expect(ids.every((id) => /^[A-Za-z0-9_-]{1,36}$/.test(id))).toBe(true);
});

test("the address follows that of the page", () => {
  expect(chatAddress("https://live.example", "lobby")).toBe("wss://live.example/chat/lobby");
  expect(chatAddress("http://127.0.0.1:7700", "a")).toBe("ws://127.0.0.1:7700/chat/a");
});

test("what is too long for the server is refused here, and the connection stays", async () => {
  const connection = connected();
  connection.start();
  await Socket.last.welcome();
  const sent = Socket.last.sent.length;
  await expect(connection.ask({ type: "say", text: "🙂".repeat(10_000) })).rejects.toMatchObject({ code: "message_too_large" });
  expect([Socket.last.sent.length, Socket.last.closed]).toEqual([sent, false]);
});

test("who was put out is told for how long", async () => {
  const connection = connected();
  connection.start();
  await Socket.last.welcome();
  const asked = connection.ask({ type: "ping" });
  Socket.last.tell({ type: "bye", code: "kicked", message: "be nicer", retry: false, retry_after: 30_000 });
  await expect(asked).rejects.toMatchObject({ code: "kicked", retryAfter: 30_000 });
  expect(states.at(-1)).toBe("over");
});
