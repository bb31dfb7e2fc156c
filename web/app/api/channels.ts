/** A channel's own things: what it says of itself, who may watch it, its keys, its people; and whom somebody follows. */

import type {
  ChannelAnswer,
  ChannelChange,
  FollowedAnswer,
  KeyAnswer,
  KeysAnswer,
  ListedPeopleAnswer,
  ListedPersonAnswer,
  NewChannel,
  NewKeyAnswer,
  OwnChannelAnswer,
  OwnChannelsAnswer,
  TicketAnswer,
  TicketWish,
} from "../../openapi/types.ts";
import { get, send } from "./request.ts";

export type { KeyAnswer, ListedPersonAnswer, NewKeyAnswer, OwnChannelAnswer };
export type Visibility = ChannelAnswer["visibility"];
export type ListedAs = ListedPersonAnswer["role"];

const at = (channel: string, rest = "") => `/channels/${encodeURIComponent(channel)}${rest}`;

/** The channels that are somebody's own, and those they moderate. */
export async function fetchOwnChannels(signal?: AbortSignal): Promise<OwnChannelAnswer[]> {
  return (await get<OwnChannelsAnswer>("/me/channels", signal)).channels;
}

/** Whom somebody follows, who is live first: some, or all of them. */
export function fetchFollowed(all: boolean, signal?: AbortSignal): Promise<FollowedAnswer> {
  return get<FollowedAnswer>(all ? "/me/follows?limit=2000" : "/me/follows", signal);
}

export function follow(channel: string, on: boolean): Promise<void> {
  return send(on ? "PUT" : "DELETE", `/me/follows/${encodeURIComponent(channel)}`);
}

/** @throws {ApiError} `channel_taken`, `channel_invalid`, `limit_reached`. */
export function makeChannel(name: string, title: string): Promise<ChannelAnswer> {
  const wish: NewChannel = { name, title };
  return send<ChannelAnswer>("POST", "/channels", wish);
}

export function changeChannel(channel: string, change: ChannelChange): Promise<ChannelAnswer> {
  return send<ChannelAnswer>("PATCH", at(channel), change);
}

export function deleteChannel(channel: string): Promise<void> {
  return send("DELETE", at(channel));
}

/** @throws {ApiError} `picture_invalid`: it is none, or too large. */
export function putPicture(channel: string, picture: Blob): Promise<void> {
  return send("PUT", at(channel, "/picture"), picture);
}

export function removePicture(channel: string): Promise<void> {
  return send("DELETE", at(channel, "/picture"));
}

export async function fetchKeys(channel: string, signal?: AbortSignal): Promise<KeyAnswer[]> {
  return (await get<KeysAnswer>(at(channel, "/keys"), signal)).keys;
}

/** A new stream key: the only time its secret is told. */
export function makeKey(channel: string, name: string): Promise<NewKeyAnswer> {
  return send<NewKeyAnswer>("POST", at(channel, "/keys"), { name });
}

export function revokeKey(channel: string, id: string): Promise<void> {
  return send("DELETE", at(channel, `/keys/${encodeURIComponent(id)}`));
}

export async function fetchPeople(channel: string, signal?: AbortSignal): Promise<ListedPersonAnswer[]> {
  return (await get<ListedPeopleAnswer>(at(channel, "/people"), signal)).people;
}

/** @throws {ApiError} `person_unknown`. */
export function putPerson(channel: string, name: string, role: ListedAs): Promise<void> {
  return send("PUT", at(channel, `/people/${encodeURIComponent(name)}`), { role });
}

export function removePerson(channel: string, name: string): Promise<void> {
  return send("DELETE", at(channel, `/people/${encodeURIComponent(name)}`));
}

/** @throws {ApiError} `person_unknown`. */
export function giveChannel(channel: string, name: string): Promise<void> {
  return send("PUT", at(channel, "/owner"), { name });
}

export function endBroadcast(channel: string): Promise<void> {
  return send("DELETE", at(channel, "/broadcast"));
}

/**
 * A ticket for one connection that watches.
 *
 * @param password the channel's, where it has one and somebody typed it.
 * @throws {ApiError} `not_allowed`, `sign_in_needed`, `password_needed`, `password_wrong`, `slow_down`.
 */
export async function watchTicket(channel: string, password: string | null, signal?: AbortSignal): Promise<string> {
  const wish: TicketWish = { action: "watch", password };
  return (await send<TicketAnswer>("POST", at(channel, "/tickets"), wish, signal)).ticket;
}
