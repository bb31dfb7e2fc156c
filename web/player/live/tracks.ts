/** Which tracks of a broadcast the player shows. */

import type { TrackInfo } from "../../wire/control.ts";

/** The main picture, and the one that is inset: the first two, in the order of the broadcast. */
export function pictureTracks(tracks: readonly TrackInfo[]): TrackInfo[] {
  return tracks.filter((track) => track.kind === "video").slice(0, 2);
}

export function soundTrack(tracks: readonly TrackInfo[]): TrackInfo | null {
  return tracks.find((track) => track.kind === "audio") ?? null;
}
