/** Figures of the pages as people read them. */

import type { TrackAnswer } from "./api/broadcasts.ts";

/** `0:42`, `12:05`, `1:02:09`. */
export function upTime(millis: number): string {
  const seconds = Math.max(0, Math.floor(millis / 1_000));
  const two = (value: number) => String(value).padStart(2, "0");
  const hours = Math.floor(seconds / 3_600);
  const minutes = Math.floor(seconds / 60) % 60;
  const clock = `${two(minutes)}:${two(seconds % 60)}`;
  return hours > 0 ? `${hours}:${clock}` : clock.replace(/^0(?=\d:)/, "");
}

/** `1 hour 2 minutes`: the same for a screen reader. */
export function spokenUpTime(millis: number): string {
  const minutes = Math.max(0, Math.floor(millis / 60_000));
  const hours = Math.floor(minutes / 60);
  const count = (value: number, word: string) => `${value} ${word}${value === 1 ? "" : "s"}`;
  return hours > 0 ? `${count(hours, "hour")} ${count(minutes % 60, "minute")}` : count(minutes, "minute");
}

/** `1 viewer`, `1,204 viewers`. */
export function viewers(count: number): string {
  return `${count.toLocaleString("en")} ${count === 1 ? "viewer" : "viewers"}`;
}

/** `1280×720`, `1280×720 + camera`, `sound, encrypted`: what there is to see and hear. */
export function tracksInWords(tracks: readonly TrackAnswer[]): string {
  const [main, second] = tracks.filter((track) => track.kind === "video");
  const parts: string[] = [];
  if (main !== undefined && main.width > 0) {
    parts.push(`${main.width}×${main.height}`);
  }
  if (second !== undefined) {
    parts.push(second.name);
  }
  if (tracks.some((track) => track.kind === "audio")) {
    parts.push("sound");
  }
  const seen = parts.join(" + ");
  return tracks.some((track) => track.encrypted) ? `${seen}, encrypted` : seen;
}

/** `1 follower`, `12 followers`. */
export function followers(count: number): string {
  return `${count.toLocaleString("en")} ${count === 1 ? "follower" : "followers"}`;
}
