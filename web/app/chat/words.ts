/** Figures and names of the chat as people read them. */

import type { Person, Rank, RoomSettings } from "../../openapi/chat/types.ts";
import type { IconName } from "./icons.ts";

/** What a rank is called, and the sign before a nick; a member's and a guest's have none. */
export const RANKS: Record<Rank, { name: string; icon: IconName | null }> = {
  owner: { name: "Owner", icon: "crown" },
  admin: { name: "Admin", icon: "star" },
  moderator: { name: "Moderator", icon: "shield" },
  vip: { name: "VIP", icon: "gem" },
  member: { name: "Member", icon: null },
  guest: { name: "Guest", icon: null },
};

const HEIGHT: readonly Rank[] = ["guest", "member", "vip", "moderator", "admin", "owner"];

/** Whether one rank stands above another. */
export function over(one: Rank, other: Rank): boolean {
  return HEIGHT.indexOf(one) > HEIGHT.indexOf(other);
}

/** People as a list shows them: the highest first. */
export function byRank(people: readonly Person[]): { rank: Rank; people: Person[] }[] {
  return HEIGHT.toReversed()
    .map((rank) => ({ rank, people: people.filter((person) => person.rank === rank) }))
    .filter((group) => group.people.length > 0);
}

/** `0:05`, `4:59`, `1:02:03`, `3 days`: what is left of a wait. */
export function left(millis: number): string {
  const seconds = Math.max(0, Math.ceil(millis / 1_000));
  if (seconds >= 172_800) {
    return `${Math.floor(seconds / 86_400)} days`;
  }
  const two = (value: number) => String(value).padStart(2, "0");
  const minutes = `${Math.floor(seconds / 60) % 60}:${two(seconds % 60)}`;
  return seconds < 3_600 ? minutes : `${Math.floor(seconds / 3_600)}:${minutes.padStart(5, "0")}`;
}

/** `30 seconds`, `10 minutes`, `2 days`: of a setting. */
export function duration(seconds: number): string {
  const [size, word] = ([[86_400, "day"], [3_600, "hour"], [60, "minute"]] as const).find(([size]) => seconds >= size && seconds % size === 0) ?? [
    1,
    "second",
  ];
  const count = seconds / size;
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

/** What a room's rules say to who writes there; empty: nothing. */
export function rulesInWords({ slow_seconds = 0, followers_seconds, emote_only, unique, guests }: RoomSettings): string {
  const rules: string[] = [];
  if (slow_seconds > 0) rules.push(`Slow mode: a line every ${duration(slow_seconds)}`);
  if (followers_seconds != null) rules.push(followers_seconds === 0 ? "Followers only" : `Followers of ${duration(followers_seconds)} only`);
  if (emote_only === true) rules.push("Emotes only");
  if (unique === true) rules.push("Nothing twice");
  if (guests === false) rules.push("No guests");
  return rules.join(" · ");
}

const CLOCK = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const WHOLE = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

export function clock(micros: number): string {
  return CLOCK.format(micros / 1_000);
}

export function wholeTime(micros: number): string {
  return WHOLE.format(micros / 1_000);
}

/** The day of a time; null where it is that of the time before. */
export function newDay(micros: number, before: number | null): string | null {
  const day = DAY.format(micros / 1_000);
  return before !== null && day === DAY.format(before / 1_000) ? null : day;
}

/** `Ann`, `Ann and Bob`, `Ann, Bob and 3 others`. */
export function names(nicks: readonly string[], most = 4): string {
  const shown = nicks.length <= most ? nicks : nicks.slice(0, most - 1);
  const rest = nicks.length - shown.length;
  const all = rest > 0 ? [...shown, `${rest} others`] : shown;
  return all.length < 2 ? all.join("") : `${all.slice(0, -1).join(", ")} and ${all.at(-1)}`;
}
