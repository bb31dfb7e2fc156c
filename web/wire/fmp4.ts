/**
 * Fragmented MP4 for Media Source, one track a segment: H.264 and Opus.
 *
 * ISO/IEC 14496-12 (boxes), 14496-15 (avc1, avcC) and "Encapsulation of Opus in ISO Base Media File Format" (Opus,
 * dOps). The same bytes as `src/footlight/wire/fmp4.py` makes, held by tests/vectors/fmp4.json.
 */

import { type TrackInfo } from "./control.ts";
import { ProtocolError, violation } from "./errors.ts";
import { DISCARDABLE, type Packet } from "./packets.ts";

/** The unity matrix (8.2.2.2). */
const MATRIX = u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000);
/** The language "und" (8.4.2.3). */
const UNDETERMINED = 0x55c4;

/** sample_depends_on 2: on no other (8.8.3.1). */
const SYNC_SAMPLE = 0x02000000;
/** sample_depends_on 1, sample_is_non_sync_sample. */
const OTHER_SAMPLE = 0x01010000;
/** sample_is_depended_on 2: no other depends on it. */
const DISPOSABLE = 0x00800000;

const MAX_U32 = 2 ** 32 - 1;

/** The MIME type of a track's segments, for `MediaSource.isTypeSupported` and `addSourceBuffer`. */
export function mimeType(track: TrackInfo): string {
  return `${track.kind}/mp4; codecs="${track.codec}"`;
}

/**
 * What a source buffer is given first: how the track is coded.
 *
 * Duration 0 and no mehd: such a stream is live, and Chromium then renders it with low delay.
 *
 * @throws {ProtocolError} `codec_unsupported`: neither H.264 nor Opus; `protocol_violation`: a description that is
 *   none, or pictures without a size.
 */
export function initSegment(track: TrackInfo): Uint8Array<ArrayBuffer> {
  const ftyp = box("ftyp", ascii("iso6"), u32(0), ascii("iso6mp41"));
  // Creation and modification time, timescale, duration; rate 1.0, volume 1.0 (8.2.2).
  const rates = [u32(0, 0, 1000, 0, 0x10000), u16(0x100, 0), u32(0, 0)];
  const mvhd = fullBox("mvhd", 0, 0, ...rates, MATRIX, zeros(24), u32(mp4Id(track) + 1));
  const trex = fullBox("trex", 0, 0, u32(mp4Id(track), 1, 0, 0, 0));
  return join([ftyp, box("moov", mvhd, trak(track), box("mvex", trex))]);
}

/**
 * One movie fragment (8.8): a moof and its mdat. `sequence` counts the buffer's fragments from 1; `origin` is the time
 * of the track, in its timescale, that is time 0 of the buffer.
 *
 * A sample lasts until the next one; the last one as long as its packet says, or where the packet does not say, as
 * long as the one before it.
 *
 * @throws {ProtocolError} `protocol_violation`: packets whose times run backwards, lie before the origin, or are too
 *   far apart.
 */
export function fragment(
  sequence: number,
  track: TrackInfo,
  packets: readonly Packet[],
  origin = 0,
): Uint8Array<ArrayBuffer> {
  // The offset of the data is told inside the moof whose length it depends on, but the length is not.
  const size = moof(sequence, track, packets, origin, 0).length;
  const payloads = packets.map((packet) => packet.payload);
  return join([moof(sequence, track, packets, origin, size + 8), box("mdat", ...payloads)]);
}

function moof(
  sequence: number,
  track: TrackInfo,
  packets: readonly Packet[],
  origin: number,
  dataOffset: number,
): Uint8Array<ArrayBuffer> {
  const mfhd = fullBox("mfhd", 0, 0, u32(sequence));
  const first = packets[0];
  if (first === undefined) {
    return box("moof", mfhd);
  }
  const start = first.dts - origin;
  if (start < 0) {
    throw violation("a packet's time is before the start of the recording");
  }
  const durations = durationsOf(packets);
  const tfhd = fullBox("tfhd", 0, 0x020000, u32(mp4Id(track))); // default-base-is-moof (8.8.7)
  const tfdt = fullBox("tfdt", 1, 0, u64(start));
  // data-offset, and of each sample duration, size, flags and signed composition offset (8.8.8).
  const samples = packets.map((packet, index) =>
    u32(durations[index] ?? 0, packet.payload.length, sampleFlags(packet), packet.pts - packet.dts),
  );
  const trun = fullBox("trun", 1, 0x000f01, u32(packets.length, dataOffset), ...samples);
  return box("moof", mfhd, box("traf", tfhd, tfdt, trun));
}

function durationsOf(packets: readonly Packet[]): number[] {
  const durations = packets.slice(1).map((packet, index) => packet.dts - (packets[index]?.dts ?? 0));
  durations.push(packets.at(-1)?.duration || (durations.at(-1) ?? 0));
  if (durations.some((duration) => duration < 0 || duration > MAX_U32)) {
    throw violation("the times of a track's packets run backwards, or are too far apart");
  }
  return durations;
}

function sampleFlags(packet: Packet): number {
  const flags = packet.keyframe ? SYNC_SAMPLE : OTHER_SAMPLE;
  return packet.flags & DISCARDABLE ? flags | DISPOSABLE : flags;
}

function trak(track: TrackInfo): Uint8Array<ArrayBuffer> {
  const video = track.kind === "video";
  // Enabled and in the movie; alternate group 1 for sound, whose volume is 1.0 (8.3.2).
  const times = [u32(0, 0, mp4Id(track), 0, 0, 0, 0), video ? u16(0, 0, 0, 0) : u16(0, 1, 0x100, 0)];
  const tkhd = fullBox("tkhd", 0, 3, ...times, MATRIX, u32(track.width << 16, track.height << 16));
  const mdhd = fullBox("mdhd", 0, 0, u32(0, 0, track.timescale, 0), u16(UNDETERMINED, 0));
  const handler = ascii(video ? "vide" : "soun");
  const name = new TextEncoder().encode(track.name);
  const hdlr = fullBox("hdlr", 0, 0, u32(0), handler, zeros(12), name, zeros(1));
  const header = video ? fullBox("vmhd", 0, 1, zeros(8)) : fullBox("smhd", 0, 0, zeros(4));
  const dinf = box("dinf", fullBox("dref", 0, 0, u32(1), fullBox("url ", 0, 1)));
  const stbl = box(
    "stbl",
    fullBox("stsd", 0, 0, u32(1), sampleEntry(track)),
    fullBox("stts", 0, 0, u32(0)),
    fullBox("stsc", 0, 0, u32(0)),
    fullBox("stsz", 0, 0, zeros(8)),
    fullBox("stco", 0, 0, u32(0)),
  );
  return box("trak", tkhd, box("mdia", mdhd, hdlr, box("minf", header, dinf, stbl)));
}

function sampleEntry(track: TrackInfo): Uint8Array<ArrayBuffer> {
  if (track.codec.startsWith("avc1.") && track.kind === "video") {
    return avc1(track);
  }
  if (track.codec === "opus" && track.kind === "audio") {
    return opus(track);
  }
  throw new ProtocolError(
    "codec_unsupported",
    `${track.codec} cannot be put into MP4: only H.264 pictures and Opus sound can`,
  );
}

/** VisualSampleEntry (14496-12, 12.1.3) with avcC (14496-15, 5.4.2). */
function avc1(track: TrackInfo): Uint8Array<ArrayBuffer> {
  if (track.width === 0 || track.height === 0) {
    throw violation(`track ${track.id} has pictures of ${track.width}x${track.height}`);
  }
  const record = track.description;
  // A version and lengths of 4 bytes; the decoder itself reads the parameter sets.
  if (record.length < 7 || record[0] !== 1 || ((record[4] ?? 0) & 3) !== 3) {
    throw violation("not an H.264 decoder configuration record with lengths of 4 bytes");
  }
  const size = [u16(0, 0, 0, 1), zeros(16), u16(track.width, track.height)];
  // 72 dpi, one frame a sample, no compressor's name, depth 24.
  const picture = [u32(0x480000, 0x480000, 0), u16(1), zeros(32), u16(24, 0xffff)];
  return box("avc1", ...size, ...picture, box("avcC", record));
}

/** OpusSampleEntry and OpusSpecificBox ("Encapsulation of Opus in ISO BMFF", 4.3): an OpusHead in big-endian. */
function opus(track: TrackInfo): Uint8Array<ArrayBuffer> {
  const head = track.description;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (head.length < 19 || new TextDecoder().decode(head.subarray(0, 8)) !== "OpusHead" || view.getUint8(8) >= 16) {
    throw violation("not an Opus header of a known version");
  }
  const channels = view.getUint8(9);
  const family = view.getUint8(18);
  const mapping = family === 0 ? zeros(0) : head.subarray(19, 21 + channels);
  if (channels === 0 || (family === 0 ? channels > 2 : !possible(mapping, channels))) {
    throw violation(`an Opus header has an impossible mapping of ${channels} channels`);
  }
  const specific = [
    Uint8Array.of(0, channels),
    u16(view.getUint16(10, true)), // pre-skip
    u32(view.getUint32(12, true)), // input sample rate
    u16(view.getUint16(16, true)), // gain
    Uint8Array.of(family),
    mapping,
  ];
  // Sample size 16, and a rate of 48 kHz whatever the input's was.
  return box("Opus", u16(0, 0, 0, 1), zeros(8), u16(channels, 16, 0, 0, 48_000, 0), box("dOps", ...specific));
}

/** RFC 7845, 5.1.1: a stream or more, no more coupled than there are, every channel from one of them or silent (255). */
function possible(mapping: Uint8Array, channels: number): boolean {
  const [streams = 0, coupled = 0] = mapping;
  const decoded = streams + coupled;
  return (
    mapping.length === 2 + channels &&
    streams > 0 &&
    coupled <= streams &&
    decoded <= 255 &&
    mapping.subarray(2).every((index) => index < decoded || index === 255)
  );
}

/** A track's id in the file, where 0 is not allowed (8.3.2.3). */
function mp4Id(track: TrackInfo): number {
  return track.id + 1;
}

function box(kind: string, ...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const size = parts.reduce((sum, part) => sum + part.length, 8);
  return join([u32(size), ascii(kind), ...parts]);
}

function fullBox(kind: string, version: number, flags: number, ...parts: readonly Uint8Array[]) {
  return box(kind, u32(((version << 24) | flags) >>> 0), ...parts);
}

function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

function ascii(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

function zeros(count: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(count);
}

function u16(...values: readonly number[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(values.flatMap((value) => [value >>> 8, value]));
}

/** Numbers of 32 bits; a negative one in two's complement. */
function u32(...values: readonly number[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(values.flatMap((value) => [value >>> 24, value >>> 16, value >>> 8, value]));
}

function u64(value: number): Uint8Array<ArrayBuffer> {
  return u32(Math.floor(value / 2 ** 32), value);
}
