/**
 * How a track's samples are coded, as the sample description of an MP4 says it (ISO/IEC 14496-12, 8.5.2).
 *
 * ISO/IEC 14496-15 (avc1, hvc1), "VP Codec ISO Media File Format Binding" (vp09), "AV1 Codec ISO Media File Format
 * Binding" (av01) and "Encapsulation of Opus in ISO Base Media File Format" (Opus). A track's description is the record
 * that its configuration box holds.
 */

import { box, fullBox, u16, u32, zeros } from "./boxes.ts";
import type { TrackInfo } from "./control.ts";
import { ProtocolError, violation } from "./errors.ts";

interface Coding {
  /** The sample entry's type, which is also the prefix of the codec strings. */
  readonly entry: string;
  readonly name: string;
  /** Versions and lengths of 4 bytes are looked at; all else the decoder itself reads. */
  readonly possible: (record: Uint8Array) => boolean;
  readonly box: (record: Uint8Array) => Uint8Array;
}

const CODINGS: readonly Coding[] = [
  {
    entry: "avc1",
    name: "H.264",
    possible: (record) => lengthsOfFour(record, 7, 4),
    box: (record) => box("avcC", record),
  },
  {
    entry: "hvc1",
    name: "HEVC",
    possible: (record) => lengthsOfFour(record, 23, 21),
    box: (record) => box("hvcC", record),
  },
  {
    entry: "vp09",
    name: "VP9",
    possible: (record) => record.length === 8,
    box: (record) => fullBox("vpcC", 1, 0, record),
  },
  {
    entry: "av01",
    name: "AV1",
    possible: (record) => record.length >= 4 && record[0] === 0x81,
    box: (record) => box("av1C", record),
  },
];

/**
 * The sample entry of a track.
 *
 * @throws {ProtocolError} `codec_unsupported`: a codec that MP4 does not carry here; `protocol_violation`: a
 *   description that is none, or pictures without a size.
 */
export function sampleEntry(track: TrackInfo): Uint8Array<ArrayBuffer> {
  const coding = CODINGS.find(({ entry }) => track.codec.startsWith(`${entry}.`));
  if (coding !== undefined && track.kind === "video") {
    return visual(track, coding);
  }
  if (track.codec === "opus" && track.kind === "audio") {
    return opus(track);
  }
  const names = CODINGS.map(({ name }) => name).join(", ");
  throw new ProtocolError(
    "codec_unsupported",
    `${track.codec} cannot be put into MP4: only pictures in ${names} and Opus sound can`,
  );
}

/** VisualSampleEntry (14496-12, 12.1.3) with the box of its codec. */
function visual(track: TrackInfo, coding: Coding): Uint8Array<ArrayBuffer> {
  if (track.width === 0 || track.height === 0) {
    throw violation(`track ${track.id} has pictures of ${track.width}x${track.height}`);
  }
  if (!coding.possible(track.description)) {
    throw violation(`track ${track.id} has no usable ${coding.name} decoder configuration record`);
  }
  const size = [u16(0, 0, 0, 1), zeros(16), u16(track.width, track.height)];
  // 72 dpi, one frame a sample, no compressor's name, depth 24.
  const picture = [u32(0x480000, 0x480000, 0), u16(1), zeros(32), u16(24, 0xffff)];
  return box(coding.entry, ...size, ...picture, coding.box(track.description));
}

/** Whether a record of version 1 says that NAL units are behind lengths of 4 bytes. */
function lengthsOfFour(record: Uint8Array, least: number, at: number): boolean {
  return record.length >= least && record[0] === 1 && ((record[at] ?? 0) & 3) === 3;
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
