/** What those who keep order did, in words. */

import type { ModerationEntryAnswer } from "../../api/chat.ts";

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
};

export function deedInWords({ by, deed, nick, detail }: ModerationEntryAnswer): string {
  const done = (DEEDS[deed] ?? deed).replace("%", () => nick ?? "somebody");
  const rest = detail === "" ? "" : deed === "timeout" ? ` ${detail}` : `: ${detail}`;
  return `${by ?? "The server"} ${done}${rest}`;
}
