/** footlight.1 control messages: JSON objects told apart by `type` (docs/protocol.md, "Control messages"). */

import { ProtocolError, violation } from "./errors.ts";
import {
  base64,
  type Complete,
  flag,
  type Fields,
  integer,
  list,
  matching,
  needed,
  number,
  object,
  oneOf,
  orNull,
  readFields,
  text,
  toBase64,
  withDefault,
  type Written,
} from "./fields.ts";

export const SUBPROTOCOL = "footlight.1";
export const VERSION = 1;
/** The largest control message, in bytes of UTF-8. */
export const MAX_CONTROL = 64 * 1024;
/** The most tracks of a broadcast. */
export const MAX_TRACKS = 16;

const count = integer(0, Number.MAX_SAFE_INTEGER);
const whole = integer(-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
const trackId = integer(0, 255);
const side = integer(0, 16_384);
const label = text(0, 128);

/** How a track is encrypted; both in base64 on the wire. */
const ENCRYPTION = {
  salt: needed(base64(16, 16)),
  check: needed(base64(8, 8)),
} satisfies Fields;

/** A track: what a viewer must know to decode and present its packets. The description is in base64 on the wire. */
const TRACK = {
  id: needed(trackId),
  kind: needed(oneOf("video", "audio")),
  name: needed(label),
  codec: needed(text(1, 64)),
  description: needed(base64(0, 2048)),
  timescale: needed(integer(1, 1_000_000_000)),
  generation: withDefault(integer(0, 65_535), 0),
  bitrate: withDefault(count, 0),
  width: withDefault(side, 0),
  height: withDefault(side, 0),
  fps: withDefault(number(0, 1000), 0),
  sample_rate: withDefault(integer(0, 768_000), 0),
  channels: withDefault(integer(0, 255), 0),
  encryption: withDefault(orNull(object(ENCRYPTION)), null),
} satisfies Fields;

const MESSAGES = {
  /** Client to server, first: what the client is here for. */
  hello: {
    version: needed(count),
    role: needed(oneOf("watch", "publish")),
    agent: withDefault(label, ""),
    key: withDefault(orNull(text(0, 256)), null),
    session: withDefault(orNull(text(1, 128)), null),
    take_over: withDefault(flag, false),
    latency: withDefault(oneOf("interactive", "normal", "crowd"), "normal"),
    ticket: withDefault(orNull(text(0, 256)), null),
  },
  /** Server to client: the hello was accepted. */
  welcome: {
    agent: needed(label),
    broadcast: withDefault(orNull(label), null),
    resumed: withDefault(flag, false),
    max_message: withDefault(count, 0),
  },
  /** The whole list, whenever it changes. Another `broadcast` than before means that everything starts anew. */
  tracks: {
    tracks: needed(list(object(TRACK), MAX_TRACKS)),
    broadcast: withDefault(orNull(label), null),
  },
  /** Server to viewer: what is on the channel. `started_at` is in microseconds of the server's clock. */
  state: {
    state: needed(oneOf("offline", "live", "away", "ended")),
    broadcast: withDefault(orNull(label), null),
    started_at: withDefault(whole, 0),
  },
  /** Viewer to server: send only these tracks. */
  subscribe: { tracks: needed(list(trackId, MAX_TRACKS)) },
  /** Both ways, every few seconds. */
  stats: {
    viewers: withDefault(orNull(count), null),
    latency_us: withDefault(orNull(whole), null),
    dropped_groups: withDefault(orNull(count), null),
    bundle_us: withDefault(orNull(count), null),
  },
  /** Viewer to server, server to publisher: please start a new group on every video track. */
  keyframe: {},
  /** Server to viewer: you fell behind, and are at the newest group's start now. */
  skipped: { groups: needed(count) },
  /** Either way: compare clocks. */
  ping: { id: needed(count) },
  /** The answer to a ping, at once; microseconds in the answering end's clock. */
  pong: { id: needed(count), received_at: needed(whole), sent_at: needed(whole) },
  /** Either way, last: why this end closes. */
  bye: {
    code: needed(matching(/^[a-z0-9_]+$/, 64)),
    message: withDefault(text(0, 1024), ""),
    retry: withDefault(flag, false),
    retry_after: withDefault(orNull(count), null),
  },
} satisfies Readonly<Record<string, Fields>>;

type Messages = typeof MESSAGES;
type Kind = keyof Messages;

/** One kind of message as it is read: `Message<"hello">`. */
export type Message<K extends Kind> = { readonly type: K } & Complete<Messages[K]>;

/** A control message as it is read, every field there. */
export type Control = { [K in Kind]: Message<K> }[Kind];

/** A control message as it is written; fields that have their default may be left out. */
export type Outgoing = { [K in Kind]: { readonly type: K } & Written<Messages[K]> }[Kind];

export type TrackInfo = Complete<typeof TRACK>;
export type BroadcastState = Message<"state">["state"];
export type LatencyClass = Message<"hello">["latency"];

/** A control message as JSON text. */
export function encodeControl(message: Outgoing): string {
  return JSON.stringify(message, (_, value: unknown) => (value instanceof Uint8Array ? toBase64(value) : value));
}

/**
 * Read a control message; null for a type this version does not know, which is to be ignored.
 *
 * @throws {ProtocolError} `protocol_violation`: not a JSON object with a `type`, a field that is missing, ill-typed or
 *   out of its bounds, or a track id twice; `message_too_large`: more than `MAX_CONTROL` bytes.
 */
export function decodeControl(json: string): Control | null {
  if (json.length > MAX_CONTROL || new TextEncoder().encode(json).length > MAX_CONTROL) {
    throw new ProtocolError("message_too_large", `a control message of more than ${MAX_CONTROL} bytes`);
  }
  const value = parse(json);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw violation("a control message is no JSON object");
  }
  const type: unknown = Object.hasOwn(value, "type") ? (value as { type: unknown }).type : undefined;
  if (typeof type !== "string") {
    throw violation("a control message has no type");
  }
  if (!Object.hasOwn(MESSAGES, type)) {
    return null;
  }
  const message = { type, ...readFields(MESSAGES[type as Kind] as Fields, value, type) } as Control;
  if (message.type === "tracks" && new Set(message.tracks.map((track) => track.id)).size < message.tracks.length) {
    throw violation("two tracks have the same id");
  }
  return message;
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw violation("a control message is no JSON object");
  }
}
