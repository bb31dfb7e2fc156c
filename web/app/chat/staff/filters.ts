/** What filters catch, and what they do then, in words. */

import type { FilterAnswer } from "../../api/chat.ts";

export const KINDS: Record<FilterAnswer["kind"], { name: string; hint: string }> = {
  word: { name: "Words", hint: "Like spam, two words, or sp* for all that begin so." },
  link: { name: "Links", hint: "* for all links; -example.org lets that site through." },
  repetition: { name: "Repetition", hint: "How often somebody may say the same: 2 to 20." },
};

export const ACTIONS: Record<FilterAnswer["action"], string> = {
  refuse: "Refuse the line",
  hold: "Hold it for a moderator",
  timeout: "Refuse it and silence the author",
};
