/** What those who keep order did, in words. */

import type { FilterAnswer, ModerationEntryAnswer } from "../../api/chat.ts";
import type { Rank } from "../../../openapi/chat/types.ts";
import { duration, RANKS } from "../words.ts";
import { ACTIONS, KINDS } from "./filters.ts";

/** What comes after the name of who did it; `%` is whom it was done to. */
const DEEDS: Record<string, string> = {
  ban: "banned %",
  unban: "let % in again",
  kick: "put % out",
  timeout: "silenced %",
  untimeout: "let % write again",
  warn: "warned %",
  delete: "deleted a line of %",
  restore: "brought a line of % back",
  clear: "cleared the chat",
  unclear: "brought the cleared lines back",
  settings: "changed the rules",
  filters: "changed the filters",
  approve: "let a line of % through",
  reject: "turned a line of % down",
  pin: "pinned a line",
  unpin: "unpinned a line",
  poll: "began a poll",
  endpoll: "ended a poll",
  emote: "added an emote",
  unemote: "removed an emote",
  role: "changed what % is",
};

/** What a room's rules are called, and how many seconds the number of one is. */
const RULES: Record<string, { name: string; seconds?: number }> = {
  slow_seconds: { name: "slow mode", seconds: 1 },
  followers_seconds: { name: "followers only", seconds: 1 },
  hold_new_accounts_hours: { name: "lines of new accounts wait", seconds: 3_600 },
  hold_first: { name: "first lines wait" },
  emote_only: { name: "emotes only" },
  unique: { name: "nothing twice" },
  guests: { name: "guests may write" },
  admins_listed: { name: "admins listed for everybody" },
};

const CHANGE = /(\w+): (\S+) → (\w+)/gu;
const SILENCE = /^for (\d+) s$/u;
const FILTER = /^(word|link|repetition) (.*): (refuse|hold|timeout), (added|removed)$/su;

export function deedInWords(entry: ModerationEntryAnswer): string {
  const done = (DEEDS[entry.deed] ?? entry.deed).replace("%", () => entry.nick ?? "somebody");
  return `${entry.by ?? "The server"} ${done}${rest(entry)}`;
}

function rest({ deed, detail }: ModerationEntryAnswer): string {
  if (detail === "") {
    return "";
  }
  switch (deed) {
    case "timeout":
      return ` ${detail.replace(SILENCE, (_, seconds: string) => `for ${duration(Number(seconds))}`)}`;
    case "settings":
      return `: ${detail.replace(CHANGE, changed)}`;
    case "filters":
      return `: ${detail.replace(FILTER, filtered)}`;
    case "role":
      return `: ${detail.replace(/\w+/gu, (rank) => RANKS[rank as Rank]?.name ?? rank)}`;
    default:
      return `: ${detail}`;
  }
}

function changed(whole: string, name: string, before: string, after: string): string {
  const rule = RULES[name];
  return rule === undefined ? whole : `${rule.name} ${value(name, before, rule.seconds)} → ${value(name, after, rule.seconds)}`;
}

function value(name: string, text: string, seconds: number | undefined): string {
  if (seconds === undefined || !/^\d+$/u.test(text)) {
    return text;
  }
  // Any follower, however new.
  const none = name === "followers_seconds" ? "on" : "off";
  return text === "0" ? none : duration(Number(text) * seconds);
}

function filtered(_: string, kind: FilterAnswer["kind"], pattern: string, action: FilterAnswer["action"], done: string): string {
  return `${done} ${KINDS[kind].name.toLowerCase()} “${pattern}”, ${ACTIONS[action].toLowerCase()}`;
}
