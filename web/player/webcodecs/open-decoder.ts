/** Which decoder a track needs. */

import type { TrackInfo } from "../../wire/control.ts";
import { needsWebCodecs } from "../unplayable.ts";
import { CodedDecoder, videoConfig } from "./coded-decoder.ts";
import { JpegDecoder } from "./jpeg-decoder.ts";
import type { PictureDecoder, PictureDecoderListener } from "./picture-decoder.ts";
import { RawDecoder } from "./raw-decoder.ts";

export function openPictureDecoder(track: TrackInfo, listener: PictureDecoderListener): PictureDecoder {
  switch (track.codec) {
    case "jpeg":
      return new JpegDecoder(track, listener);
    case "i420":
    case "bgr":
      return new RawDecoder(track, listener);
    default:
      return new CodedDecoder(track, listener);
  }
}

/** Whether one decoder can go from the first track's packets to the second's. */
export function sameDecoder(before: TrackInfo, now: TrackInfo): boolean {
  const stills = ["jpeg", "i420", "bgr"];
  const alike = before.codec === now.codec || (!stills.includes(before.codec) && !stills.includes(now.codec));
  return alike && before.timescale === now.timescale;
}

/** Whether this browser can decode the track. */
export async function canDecode(track: TrackInfo): Promise<boolean> {
  if (needsWebCodecs(track.codec)) {
    return true;
  }
  try {
    return (await VideoDecoder.isConfigSupported(videoConfig(track))).supported === true;
  } catch {
    // A codec string that the browser cannot even read.
    return false;
  }
}
