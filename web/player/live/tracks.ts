/** Which tracks of a broadcast the player shows. */

import type { TrackInfo } from "../../wire/control.ts";

/** The main picture, and the one that is inset: the first two, in the order of the broadcast. */
export function pictureTracks(tracks: readonly TrackInfo[]): TrackInfo[] {
  return tracks.filter((track) => track.kind === "video").slice(0, 2);
}

/** All that a person may choose to hear, in the order of the broadcast. */
export function soundTracks(tracks: readonly TrackInfo[]): TrackInfo[] {
  return tracks.filter((track) => track.kind === "audio");
}

/**
 * The sound to play: the one that was chosen where it is there, else the first.
 *
 * @param chosen a track's id, or null where nobody chose.
 */
export function soundTrack(tracks: readonly TrackInfo[], chosen: number | null): TrackInfo | null {
  const sounds = soundTracks(tracks);
  return sounds.find((track) => track.id === chosen) ?? sounds[0] ?? null;
}

/** Whether the second is the first one, configured alike. */
export function sameTrack(before: TrackInfo | null, now: TrackInfo | null): boolean {
  return before?.id === now?.id && before?.generation === now?.generation;
}
