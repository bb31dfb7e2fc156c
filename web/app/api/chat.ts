/** What of a channel's chat is asked for by itself: its emotes, and what those who keep order look after. */

import type { EmoteAnswer, EmotesAnswer } from "../../openapi/types.ts";
import { get } from "./request.ts";

export type { EmoteAnswer };

const at = (channel: string, rest: string) => `/channels/${encodeURIComponent(channel)}/chat${rest}`;

/** The addresses of the pictures of a channel's emotes, by name. */
export async function fetchEmotes(channel: string, signal?: AbortSignal): Promise<Map<string, string>> {
  const { emotes } = await get<EmotesAnswer>(at(channel, "/emotes"), signal);
  return new Map(emotes.map((emote) => [emote.name, emote.url]));
}
