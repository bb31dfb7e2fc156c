/** What of a channel's chat is asked for by itself: its emotes, and what those who keep order look after. */

import type {
  BanAnswer,
  BansAnswer,
  ChatLineAnswer,
  ChatSettingsAnswer,
  ChatSettingsChange,
  EmoteAnswer,
  EmotesAnswer,
  FilterAnswer,
  FilterPreviewAnswer,
  FiltersAnswer,
  HeldAnswer,
  HeldLineAnswer,
  ModerationEntryAnswer,
  ModerationLogAnswer,
  NewFilter,
} from "../../openapi/types.ts";
import { get, send } from "./request.ts";

export type {
  BanAnswer,
  ChatLineAnswer,
  ChatSettingsAnswer,
  ChatSettingsChange,
  EmoteAnswer,
  FilterAnswer,
  FilterPreviewAnswer,
  HeldLineAnswer,
  ModerationEntryAnswer,
};

const at = (channel: string, rest: string) => `/channels/${encodeURIComponent(channel)}/chat${rest}`;

export async function fetchEmotes(channel: string, signal?: AbortSignal): Promise<EmoteAnswer[]> {
  return (await get<EmotesAnswer>(at(channel, "/emotes"), signal)).emotes;
}

/**
 * Add an emote, or another picture for one.
 *
 * @throws {ApiError} `picture_invalid`, `limit_reached`, `not_allowed`.
 */
export function putEmote(channel: string, name: string, picture: Blob): Promise<EmoteAnswer> {
  return send<EmoteAnswer>("PUT", at(channel, `/emotes/${encodeURIComponent(name)}`), picture);
}

export function removeEmote(channel: string, name: string): Promise<void> {
  return send("DELETE", at(channel, `/emotes/${encodeURIComponent(name)}`));
}

/** What those who keep order did, the newest first. */
export function fetchLog(channel: string, before: number | null, signal?: AbortSignal): Promise<ModerationLogAnswer> {
  return get<ModerationLogAnswer>(at(channel, before === null ? "/log" : `/log?before=${before}`), signal);
}

export function undo(channel: string, entry: number): Promise<void> {
  return send("POST", at(channel, `/log/${entry}/undo`));
}

export async function fetchBans(channel: string, signal?: AbortSignal): Promise<BanAnswer[]> {
  return (await get<BansAnswer>(at(channel, "/bans"), signal)).bans;
}

export function lift(channel: string, ban: number): Promise<void> {
  return send("DELETE", at(channel, `/bans/${ban}`));
}

/** The lines that wait for somebody who keeps order. */
export async function fetchHeld(channel: string, signal?: AbortSignal): Promise<HeldLineAnswer[]> {
  return (await get<HeldAnswer>(at(channel, "/held"), signal)).held;
}

export function decide(channel: string, held: number, verdict: "approve" | "reject"): Promise<void> {
  return send("POST", at(channel, `/held/${held}/${verdict}`));
}

export async function fetchFilters(channel: string, signal?: AbortSignal): Promise<FilterAnswer[]> {
  return (await get<FiltersAnswer>(at(channel, "/filters"), signal)).filters;
}

/** @throws {ApiError} `option_invalid`: it says what a pattern may be. */
export function addFilter(channel: string, filter: NewFilter): Promise<FilterAnswer> {
  return send<FilterAnswer>("POST", at(channel, "/filters"), filter);
}

export function removeFilter(channel: string, id: number): Promise<void> {
  return send("DELETE", at(channel, `/filters/${id}`));
}

/** Which of the newest lines a filter would have caught. */
export function previewFilter(channel: string, { kind, pattern }: NewFilter): Promise<FilterPreviewAnswer> {
  return send<FilterPreviewAnswer>("POST", at(channel, "/filters/preview"), { kind, pattern });
}

export function fetchChatSettings(channel: string, signal?: AbortSignal): Promise<ChatSettingsAnswer> {
  return get<ChatSettingsAnswer>(at(channel, "/settings"), signal);
}

export function changeChatSettings(channel: string, change: ChatSettingsChange): Promise<ChatSettingsAnswer> {
  return send<ChatSettingsAnswer>("PATCH", at(channel, "/settings"), change);
}

/** The address of the whole room as a file. */
export function exportOf(channel: string): string {
  return `/api/v1${at(channel, "/export")}`;
}
