import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { encodePackets } from "../../wire/packets.ts";
import { Connection, type ConnectionListener } from "./connection.ts";

/** The server's end of the sockets that a connection opens. */
class FakeSocket {
  static readonly OPEN = 1;
  static opened: FakeSocket[] = [];
  readonly sent: Record<string, unknown>[] = [];
  readyState = 0;
  onopen: (() => void) | null = null;
  onclose: (() => void) | null = null;
  onmessage: ((event: { data: string | ArrayBuffer }) => void) | null = null;

  constructor(readonly url: string) {
    FakeSocket.opened.push(this);
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }

  close(): void {
    this.readyState = 3;
  }

  accept(): void {
    this.readyState = FakeSocket.OPEN;
    this.onopen?.();
  }

  say(message: object | ArrayBuffer): void {
    this.onmessage?.({ data: message instanceof ArrayBuffer ? message : JSON.stringify(message) });
  }

  sentOfType(type: string): Record<string, unknown>[] {
    return this.sent.filter((message) => message["type"] === type);
  }
}

class Recorder implements ConnectionListener {
  readonly heard: string[] = [];
  phase = ({ name, code }: { name: string; code?: string }) =>
    void this.heard.push(code === undefined ? name : `${name} ${code}`);
  channel = (state: string) => void this.heard.push(`channel ${state}`);
  tracks = (broadcast: string) => void this.heard.push(`tracks of ${broadcast}`);
  packets = (packets: unknown[], bytes: number) => void this.heard.push(`${packets.length} packets, ${bytes} bytes`);
  viewers = (count: number) => void this.heard.push(`${count} viewers`);
  bundled = (micros: number) => void this.heard.push(`bundled ${micros}`);
  skipped = (groups: number) => void this.heard.push(`skipped ${groups}`);
}

const packet = {
  track: 1,
  generation: 0,
  group: 1,
  sequence: 0,
  pts: 0,
  dts: 0,
  duration: 0,
  capturedAt: 0,
  flags: 1,
  keyframe: true,
  payload: new Uint8Array(3),
};

let connection: Connection;
let recorder: Recorder;

function latest(): FakeSocket {
  const socket = FakeSocket.opened.at(-1);
  if (socket === undefined) {
    throw new Error("no socket was opened");
  }
  return socket;
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", FakeSocket);
  vi.stubGlobal("addEventListener", () => undefined);
  vi.stubGlobal("removeEventListener", () => undefined);
  FakeSocket.opened = [];
  recorder = new Recorder();
  connection = new Connection("ws://server/live/lobby", "crowd", null, null, recorder);
  connection.open();
});

afterEach(() => {
  connection.close();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test("says hello first, and pings four times in the first second", () => {
  latest().accept();
  expect(latest().sent[0]).toMatchObject({ type: "hello", version: 1, role: "watch" });
  vi.advanceTimersByTime(1_000);
  expect(latest().sentOfType("ping")).toHaveLength(4);
  expect(recorder.heard).toEqual(["connecting", "open"]);
});

test("hands on what the server tells", () => {
  latest().accept();
  latest().say({ type: "welcome", agent: "x" });
  latest().say({ type: "state", state: "live", broadcast: "b", started_at: 5 });
  latest().say({ type: "tracks", broadcast: "b", tracks: [] });
  latest().say(encodePackets([packet]));
  latest().say({ type: "stats", viewers: 4 });
  latest().say({ type: "skipped", groups: 2 });
  latest().say({ type: "of the future" });
  expect(recorder.heard.slice(2)).toEqual([
    "channel live",
    "tracks of b",
    "1 packets, 43 bytes",
    "4 viewers",
    "skipped 2",
  ]);
});

test("compares clocks by the pong", () => {
  latest().accept();
  vi.advanceTimersByTime(0);
  const [ping] = latest().sentOfType("ping");
  expect(connection.clockOffset).toBeNull();
  latest().say({ type: "pong", id: ping?.["id"], received_at: 5_000_000, sent_at: 5_000_000 });
  expect(connection.clockOffset).not.toBeNull();
});

test("comes back after a break, and after a bye that allows it", () => {
  latest().accept();
  latest().onclose?.();
  vi.advanceTimersByTime(50);
  expect(FakeSocket.opened).toHaveLength(2);
  latest().accept();
  latest().say({ type: "bye", code: "server_stopping", retry: true });
  latest().onclose?.();
  vi.advanceTimersByTime(500);
  expect(FakeSocket.opened).toHaveLength(3);
  expect(recorder.heard).toEqual(["connecting", "open", "lost", "open", "lost"]);
});

test("stays away after a refusal, and says why", () => {
  latest().accept();
  latest().say({ type: "bye", code: "channel_unknown", message: "no such channel" });
  latest().onclose?.();
  vi.advanceTimersByTime(60_000);
  expect(FakeSocket.opened).toHaveLength(1);
  expect(recorder.heard.at(-1)).toBe("refused channel_unknown");
});

test("takes a server that answers no ping for gone", () => {
  latest().accept();
  vi.advanceTimersByTime(7_000);
  expect(recorder.heard).toContain("lost");
  expect(FakeSocket.opened.length).toBeGreaterThan(1);
});

test("leaves a server that sends what the protocol does not allow", () => {
  const warnings: string[] = [];
  vi.stubGlobal("console", { ...console, warn: (text: string) => warnings.push(text) });
  latest().accept();
  latest().say(new ArrayBuffer(3));
  expect(recorder.heard.at(-1)).toBe("lost");
  expect(warnings).toHaveLength(1);
});

test("shows the key that it was given, and none otherwise", () => {
  latest().accept();
  expect(latest().sentOfType("hello")[0]).not.toHaveProperty("key");
  connection.close();
  connection = new Connection("ws://server/live/cable", "normal", "fl_abc", null, recorder);
  connection.open();
  latest().accept();
  expect(latest().sentOfType("hello")[0]).toMatchObject({ key: "fl_abc" });
});

test("connects no more once it is closed", () => {
  latest().accept();
  connection.close();
  vi.advanceTimersByTime(60_000);
  expect(FakeSocket.opened).toHaveLength(1);
});

test("says how soon it wants the pictures, and is told of bundles", () => {
  latest().accept();
  expect(latest().sentOfType("hello")[0]).toMatchObject({ role: "watch", latency: "crowd" });
  latest().say({ type: "stats", viewers: 3, bundle_us: 120_000 });
  latest().say({ type: "stats", viewers: 3 });
  expect(recorder.heard.filter((heard) => heard.startsWith("bundled"))).toEqual(["bundled 120000"]);
});

/** A page's tickets: hands out what it has, and keeps what it was told. */
class FakeTickets {
  readonly told: (string | null)[] = [];

  constructor(readonly has: (string | null | Error)[]) {}

  readonly ask = async (refusal: string | null): Promise<string | null> => {
    this.told.push(refusal);
    const next = this.has.shift() ?? null;
    if (next instanceof Error) {
      throw next;
    }
    return next;
  };
}

async function openWith(...has: (string | null | Error)[]): Promise<FakeTickets> {
  const tickets = new FakeTickets(has);
  connection.close();
  FakeSocket.opened = [];
  recorder.heard.length = 0;
  connection = new Connection("ws://server/live/lobby", "normal", null, tickets.ask, recorder);
  connection.open();
  await vi.advanceTimersByTimeAsync(0);
  return tickets;
}

/** The server refuses the latest connection. */
async function refuse(code: string): Promise<void> {
  latest().accept();
  latest().say({ type: "bye", code, message: "no" });
  latest().onclose?.();
  await vi.advanceTimersByTimeAsync(0);
}

function shown(): unknown {
  latest().accept();
  return latest().sentOfType("hello")[0]?.["ticket"];
}

test("shows another ticket at each connection, and none where the page has none", async () => {
  const tickets = await openWith("flt_1", "flt_2", null);
  expect(shown()).toBe("flt_1");
  latest().onclose?.();
  await vi.advanceTimersByTimeAsync(50);
  expect(shown()).toBe("flt_2");
  latest().onclose?.();
  await vi.advanceTimersByTimeAsync(100);
  expect(shown()).toBeUndefined();
  expect(tickets.told).toEqual([null, null, null]);
});

test("takes a refusal back where the page has another ticket", async () => {
  const tickets = await openWith(null, "flt_2");
  await refuse("not_allowed");
  expect(tickets.told).toEqual([null, "not_allowed"]);
  expect(shown()).toBe("flt_2");
  expect(recorder.heard).toEqual(["connecting", "open", "lost", "open"]);
});

test("stays away after a refusal that no other ticket mends", async () => {
  const tickets = await openWith("flt_1", null);
  await refuse("not_allowed");
  await vi.advanceTimersByTimeAsync(60_000);
  expect(FakeSocket.opened).toHaveLength(1);
  expect(tickets.told).toHaveLength(2);
  expect(recorder.heard.at(-1)).toBe("refused not_allowed");
});

test("does not ask for a ticket for ever, nor for what no ticket mends", async () => {
  const tickets = await openWith("flt_1", "flt_2", "flt_3");
  await refuse("ticket_invalid");
  await refuse("ticket_invalid");
  expect(recorder.heard.at(-1)).toBe("refused ticket_invalid");
  expect(tickets.has).toEqual(["flt_3"]);

  await openWith("flt_1", "flt_2");
  await refuse("limit_reached");
  expect(FakeSocket.opened).toHaveLength(1);
  expect(recorder.heard.at(-1)).toBe("refused limit_reached");
});

test("asks again where the page could not get a ticket, or does not answer", async () => {
  await openWith(new Error("no network"), "flt_2");
  expect(recorder.heard).toEqual(["connecting", "lost"]);
  await vi.advanceTimersByTimeAsync(50);
  expect(shown()).toBe("flt_2");

  connection.close();
  let asked = 0;
  connection = new Connection("ws://server/live/lobby", "normal", null, () => new Promise(() => (asked += 1)), recorder);
  connection.open();
  await vi.advanceTimersByTimeAsync(9_000);
  expect(asked).toBe(2);
});

test("a ticket that comes after the end opens nothing", async () => {
  connection.close();
  FakeSocket.opened = [];
  connection = new Connection("ws://server/live/lobby", "normal", null, async () => "flt_1", recorder);
  connection.open();
  connection.close();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(FakeSocket.opened).toHaveLength(0);
});
