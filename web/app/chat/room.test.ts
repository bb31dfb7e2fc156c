import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { FromServer, Line, Welcome } from "../../openapi/chat/types.ts";
import { ChatRoom } from "./room.svelte.ts";

/** The server's end of the room's WebSocket, played by hand. */
class Socket {
  static last: Socket;
  sent: Record<string, unknown>[] = [];
  onopen: (() => Promise<void>) | null = null;
  onclose: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;

  constructor() {
    Socket.last = this;
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }

  close(): void {
    this.onclose?.();
  }

  tell(...messages: FromServer[]): void {
    for (const message of messages) {
      this.onmessage?.({ data: JSON.stringify(message) });
    }
  }

  /** Answer the newest request of a type. */
  async answer(type: string, answer: object): Promise<void> {
    const id = this.sent.findLast((request) => request["type"] === type)?.["id"];
    this.tell({ id, ...answer } as unknown as FromServer);
    await vi.advanceTimersByTimeAsync(0);
  }
}

const WELCOME = {
  type: "welcome",
  agent: "a test",
  you: { nick: "Ann", rank: "guest", colour: "red", guest: true, may: [] },
  room: { channel: "lobby", people: 1, reading: 0, settings: {} },
  history: [] as Line[],
  own: {},
  blocked: [],
} as unknown as Welcome;

function line(seq: number, nick = "Bob"): Line {
  const author = { nick, rank: "guest", colour: "blue" } as const;
  return { id: seq, seq, author, kind: "say", text: `line ${seq}`, sent_at: seq, reactions: [] };
}

const many = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => line(from + index));

let frames: (() => void)[] = [];
let heard: number[] = [];

async function entered(welcome: Partial<Welcome> = {}): Promise<ChatRoom> {
  const room = new ChatRoom("lobby", () => Promise.resolve(null), false, ({ id }) => heard.push(id));
  room.follow();
  await Socket.last.onopen?.();
  Socket.last.tell({ ...WELCOME, ...welcome });
  await vi.advanceTimersByTimeAsync(0);
  frame();
  return room;
}

/** The browser draws. */
function frame(): void {
  for (const draw of frames.splice(0)) {
    draw();
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", Socket);
  vi.stubGlobal("location", { origin: "http://127.0.0.1" });
  vi.stubGlobal("window", { addEventListener: () => undefined, removeEventListener: () => undefined });
  vi.stubGlobal("document", { hidden: false, addEventListener: () => undefined, removeEventListener: () => undefined });
  vi.stubGlobal("localStorage", { getItem: () => null, setItem: () => undefined });
  vi.stubGlobal("requestAnimationFrame", (draw: () => void) => frames.push(draw));
  frames = [];
  heard = [];
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("a thousand lines in one frame are drawn once", async () => {
  const room = await entered();
  const before = room.version;
  Socket.last.tell(...many(1, 1_000).map((line) => ({ type: "message", line }) as const));
  expect([frames.length, room.version]).toEqual([1, before]);
  frame();
  expect([frames.length, room.version, room.transcript.items.length]).toEqual([0, before + 1, 1_000]);
});

test("lines of somebody who is blocked are held, and not read out", async () => {
  const room = await entered({ blocked: ["BOB"] });
  Socket.last.tell({ type: "message", line: line(1) }, { type: "message", line: line(2, "Cyd") });
  expect([room.transcript.items.length, heard]).toEqual([2, [2]]);
});

test("a time of the server is told by its clock, whatever this machine's says", async () => {
  const room = await entered();
  const now = 1_900_000_000_000;
  Socket.last.tell({ type: "pong", id: "p", now: now * 1_000 });
  expect(room.here((now + 60_000) * 1_000) - performance.now()).toBeCloseTo(60_000, 3);
  // Somebody sets the clock.
  vi.setSystemTime(now - 86_400_000);
  expect(room.here((now + 60_000) * 1_000) - performance.now()).toBeCloseTo(60_000, 3);
});

test("who was put out is told for how long", async () => {
  const room = await entered();
  Socket.last.tell({ type: "bye", code: "kicked", message: "be nicer", retry_after: 30_000 });
  expect(room.over).toMatchObject({ code: "kicked", retryAfter: 30_000 });
});

test("a line of long ago is shown with those around it, and the way to the newest is read on", async () => {
  const room = await entered({ history: many(901, 1_000) });
  const shown = room.around(100);
  await Socket.last.answer("history", { type: "lines", lines: many(51, 150), more: true, newer: true, own: { 100: ["👍"] } });
  await shown;
  expect(Socket.last.sent.at(-1)).toMatchObject({ type: "history", around: 100 });
  expect([room.transcript.first, room.transcript.end, room.transcript.last]).toEqual([51, 150, 1_000]);
  expect(room.transcript.reacted(100, "👍")).toBe(true);
  // What is new is told, and not put behind what is long ago.
  Socket.last.tell({ type: "message", line: line(1_001) });
  expect([heard, room.transcript.end]).toEqual([[1_001], 150]);
  room.newer();
  room.newer();
  expect(Socket.last.sent.filter((request) => request["after"] === 150)).toHaveLength(1);
  await Socket.last.answer("history", { type: "lines", lines: many(151, 250), more: true, newer: true, own: {} });
  expect([room.transcript.end, room.transcript.newer, room.loading]).toEqual([250, true, false]);
  const newest = room.newest();
  await Socket.last.answer("history", { type: "lines", lines: many(902, 1_001), more: true, newer: false, own: {} });
  await newest;
  expect([room.transcript.first, room.transcript.end, room.transcript.newer]).toEqual([902, 1_001, false]);
});

test("a clearing amid lines of long ago leads back to the newest", async () => {
  const room = await entered({ history: many(901, 1_000) });
  const shown = room.around(100);
  await Socket.last.answer("history", { type: "lines", lines: many(51, 150), more: true, newer: true, own: {} });
  await shown;
  Socket.last.tell({ type: "cleared", up_to: 999 });
  await Socket.last.answer("history", { type: "lines", lines: [line(1_000)], more: false, newer: false, own: {} });
  const lines = room.transcript.items.filter((item) => item.kind === "line");
  expect([lines.map((item) => item.at), room.transcript.newer]).toEqual([[1_000], false]);
});
