import { afterEach, expect, test, vi } from "vitest";
import type { TrackInfo } from "../../wire/control.ts";
import type { Packet } from "../../wire/packets.ts";
import { cases, fromHex, packetFrom, type PacketCase } from "../../wire/vectors.ts";
import { Unsealing, type UnsealingListener } from "./unsealing.ts";

interface SealedCase {
  readonly name: string;
  readonly sealed: PacketCase;
}

const [KEYS] = cases<{ words: string; channel: string; salt: string; check: string }>("seal.json", "keys");
const SEALED = cases<SealedCase>("seal.json", "packets").map(({ sealed }) => packetFrom(sealed));
const [KEYFRAME, DELTA, NEXT_KEYFRAME] = SEALED as [Packet, Packet, Packet];
const TAMPERED = cases<SealedCase>("seal.json", "tampered").map(({ sealed }) => packetFrom(sealed));
const PLAIN: Packet = { ...KEYFRAME, flags: 1 };
const WORDS = KEYS?.words ?? "";

function tracks(encrypted: boolean, ...ids: number[]): TrackInfo[] {
  const encryption = encrypted ? { salt: fromHex(KEYS?.salt ?? ""), check: fromHex(KEYS?.check ?? "") } : null;
  const sizes = { width: 0, height: 0, fps: 0, sample_rate: 0, channels: 0 };
  const rest = { name: "", codec: "", description: new Uint8Array(), timescale: 1, generation: 0, bitrate: 0 };
  return ids.map((id) => ({ id, kind: "video", ...rest, ...sizes, encryption }));
}

class Recorder implements UnsealingListener {
  readonly heard: string[] = [];
  phase = ({ name }: { name: string }) => void this.heard.push(name);
  channel = (state: string) => void this.heard.push(state);
  tracks = (broadcast: string) => void this.heard.push(`tracks of ${broadcast}`);
  readonly sizes: number[] = [];
  packets = (packets: Packet[], bytes: number) => {
    this.sizes.push(bytes);
    this.heard.push(packets.map(({ group, sequence, flags }) => `${group}/${sequence}, flags ${flags}`).join("; "));
  };
  viewers = (count: number) => void this.heard.push(`${count} viewers`);
  bundled = (micros: number) => void this.heard.push(`bundled ${micros}`);
  skipped = (groups: number) => void this.heard.push(`skipped ${groups}`);
  locked = (why: string | null) => void this.heard.push(`locked ${why}`);
  tampered = (packets: number) => void this.heard.push(`tampered ${packets}`);
}

/** A recorder, what it listens to, and a way to wait until all that was said has been heard. */
function listening(secret: string | null): { heard: string[]; sizes: number[]; unsealing: Unsealing; done: () => Promise<void> } {
  const recorder = new Recorder();
  const unsealing = new Unsealing(secret, KEYS?.channel ?? "", recorder);
  const done = () =>
    vi.waitFor(() => expect(recorder.heard.at(-1)).toBe("0 viewers"), { timeout: 20_000, interval: 5 });
  return { heard: recorder.heard, sizes: recorder.sizes, unsealing, done: () => (unsealing.viewers(0), done()) };
}

afterEach(() => vi.unstubAllGlobals());

test("everything comes in its order, opened", async () => {
  const { heard, sizes, unsealing, done } = listening(WORDS);
  unsealing.phase({ name: "open" });
  unsealing.channel("live", 0);
  unsealing.tracks("b", tracks(true, 0));
  unsealing.packets([KEYFRAME, DELTA], 100);
  unsealing.packets([NEXT_KEYFRAME], 70);
  unsealing.channel("ended", 0);
  await done();
  expect(sizes).toEqual([100, 70]);
  expect(heard).toEqual([
    "open",
    "live",
    "locked null",
    "tracks of b",
    "7/0, flags 1; 7/1, flags 4",
    "8/0, flags 9",
    "ended",
    "0 viewers",
  ]);
});

test("what was changed is counted and left out, with the rest of its group", async () => {
  const { heard, unsealing, done } = listening(WORDS);
  unsealing.tracks("b", tracks(true, 0));
  for (const packet of TAMPERED) {
    unsealing.packets([packet], 100);
  }
  unsealing.packets([KEYFRAME, { ...DELTA, pts: 0 }, DELTA], 100);
  unsealing.packets([DELTA], 100);
  unsealing.packets([NEXT_KEYFRAME], 100);
  unsealing.packets([KEYFRAME, DELTA], 100);
  await done();
  const bad = TAMPERED.map(() => "tampered 1");
  const whole = "7/0, flags 1; 7/1, flags 4";
  expect(heard.slice(2)).toEqual([...bad, "tampered 1", "7/0, flags 1", "8/0, flags 9", whole, "0 viewers"]);
});

test("a wrong secret is told instead of the tracks", async () => {
  const { heard, unsealing, done } = listening("something else");
  unsealing.tracks("b", tracks(true, 0));
  unsealing.packets([KEYFRAME], 100);
  await done();
  expect(heard).toEqual(["locked secret_wrong", "0 viewers"]);
});

test("without a secret what is encrypted is told, and what is not goes through at once", () => {
  const { heard, unsealing } = listening(null);
  unsealing.tracks("b", tracks(true, 0));
  unsealing.packets([KEYFRAME], 100);
  unsealing.tracks("c", tracks(false, 0));
  unsealing.packets([PLAIN], 100);
  unsealing.packets([DELTA], 100);
  unsealing.packets([PLAIN], 100);
  const plain = "7/0, flags 1";
  expect(heard).toEqual(["locked secret_missing", "locked null", "tracks of c", plain, "locked secret_missing"]);
});

test("with a secret nothing is shown that is not encrypted", async () => {
  const { heard, unsealing, done } = listening(WORDS);
  unsealing.tracks("b", [...tracks(true, 0), ...tracks(false, 1)]);
  unsealing.packets([KEYFRAME], 100);
  unsealing.tracks("b", tracks(true, 0));
  unsealing.packets([PLAIN, { ...KEYFRAME, track: 3 }, KEYFRAME], 100);
  await done();
  expect(heard).toEqual([
    "locked not_encrypted",
    "locked null",
    "tracks of b",
    "tampered 2",
    "7/0, flags 1",
    "0 viewers",
  ]);
});

test.each([WORDS, null])("where the origin is not secure that is told", async (secret) => {
  vi.stubGlobal("crypto", {});
  const { heard, unsealing, done } = listening(secret);
  unsealing.tracks("b", tracks(true, 0));
  await done();
  expect(heard).toEqual(["locked origin_insecure", "0 viewers"]);
});

test("what comes faster than it can be opened is bounded, and goes on at a keyframe", async () => {
  const { heard, unsealing, done } = listening(WORDS);
  const much = 40 * 1024 * 1024;
  unsealing.tracks("b", tracks(true, 0));
  unsealing.packets([KEYFRAME], much);
  unsealing.packets([DELTA], much);
  unsealing.packets([DELTA], 100);
  unsealing.packets([NEXT_KEYFRAME], 100);
  await done();
  expect(heard.slice(2)).toEqual(["7/0, flags 1", "8/0, flags 9", "0 viewers"]);
});

test("a fault with some packets is reported, and takes no room from those that follow", async () => {
  const reported: unknown[] = [];
  vi.stubGlobal("reportError", (error: unknown) => reported.push(error));
  const { heard, unsealing, done } = listening(WORDS);
  const much = 40 * 1024 * 1024;
  unsealing.tracks("b", tracks(true, 0));
  unsealing.packets([{ ...KEYFRAME, payload: undefined as never }], much);
  await vi.waitFor(() => expect(reported).toHaveLength(1), { timeout: 20_000, interval: 5 });
  unsealing.packets([KEYFRAME], much);
  await done();
  expect(heard.slice(2)).toEqual(["7/0, flags 1", "0 viewers"]);
});

test("without a secret nothing of a broadcast is shown that is encrypted in part", () => {
  const { heard, unsealing } = listening(null);
  unsealing.tracks("b", [...tracks(false, 0), ...tracks(true, 1)]);
  unsealing.packets([PLAIN], 100);
  expect(heard).toEqual(["locked secret_missing"]);
});

test("after the end nothing is told", async () => {
  const { heard, unsealing, done } = listening(WORDS);
  await done();
  unsealing.close();
  unsealing.viewers(1);
  unsealing.tracks("b", tracks(true, 0));
  await new Promise((resolve) => setTimeout(resolve));
  expect(heard).toEqual(["0 viewers"]);
});
