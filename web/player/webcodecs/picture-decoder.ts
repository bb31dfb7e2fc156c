/** What makes pictures of a track's packets, whatever they are coded in. */

import type { TrackInfo } from "../../wire/control.ts";
import type { Packet } from "../../wire/packets.ts";

/** How long before its time a picture is decoded, in microseconds, where it has to wait for it. */
export const DECODE_LEAD = 40_000;

/** A decoded picture; whoever has it closes it. */
export type Picture = VideoFrame | ImageBitmap;

export interface PictureDecoderListener {
  picture(picture: Picture, packet: Packet): void;
  /** Pictures were left out, because newer ones were due before these were decoded. */
  dropped(pictures: number): void;
  /** A picture that needs no other cannot be decoded, and is left out. */
  broken(): void;
  keyframeWanted(): void;
  skipped(groups: number): void;
  /** This browser cannot decode the track. */
  failed(): void;
}

export interface PictureDecoder {
  /** The track has a new configuration, which the first packet of its generation brings into force. */
  describe(track: TrackInfo): void;
  push(packet: Packet): void;
  /**
   * Decode what is due.
   *
   * @param position the pts that is shown now, in microseconds, or null where everything is shown as soon as it can be.
   */
  decode(position: number | null): void;
  /** pts of the first picture that waits for its time, in microseconds, or null. */
  readonly headPts: number | null;
  /** Microseconds of pictures that wait. */
  readonly lag: number;
  close(): void;
}
