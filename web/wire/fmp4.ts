/**
 * Fragmented MP4 for Media Source, one track a segment (ISO/IEC 14496-12). The same bytes as
 * `src/footlight/wire/fmp4.py` makes, held by tests/vectors/fmp4.json.
 */

import { ascii, box, fullBox, join, u16, u32, u64, zeros } from "./boxes.ts";
import type { TrackInfo } from "./control.ts";
import { violation } from "./errors.ts";
import { DISCARDABLE, type Packet } from "./packets.ts";
import { sampleEntry } from "./sample-entries.ts";

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
 * @throws {ProtocolError} `codec_unsupported`: a codec that MP4 does not carry here; `protocol_violation`: a description that is
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

/** A track's id in the file, where 0 is not allowed (8.3.2.3). */
function mp4Id(track: TrackInfo): number {
  return track.id + 1;
}
