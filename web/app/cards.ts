/** What a card shows of a channel, whether it comes of a list of broadcasts or of one of channels. */

import type { ChannelAnswer, ChannelState, ListedBroadcastAnswer, TrackAnswer } from "./api/broadcasts.ts";

export interface CardInfo {
  channel: string;
  title: string;
  state: ChannelState;
  /** The address of the channel's own picture, or null. */
  picture: string | null;
  /** Whoever looks may not watch it as they are. */
  locked: boolean;
  /** Anybody may watch it, who knows its address. */
  open: boolean;
  viewers: number;
  /** Milliseconds since the epoch; null where that is not told. */
  startedAt: number | null;
  tracks: readonly TrackAnswer[];
}

export function cardOfBroadcast(broadcast: ListedBroadcastAnswer): CardInfo {
  const { channel, title, state, picture, needs, visibility, viewers, started_at, tracks } = broadcast;
  return {
    channel,
    title,
    state,
    picture,
    locked: needs !== null,
    open: isOpen(visibility),
    viewers,
    startedAt: Date.parse(started_at),
    tracks,
  };
}

export function cardOfChannel(info: ChannelAnswer): CardInfo {
  const { channel, title, state, picture, needs, visibility, viewers, broadcast } = info;
  return {
    channel,
    title,
    state,
    picture,
    locked: needs !== null,
    open: isOpen(visibility),
    viewers,
    startedAt: broadcast === null ? null : Date.parse(broadcast.started_at),
    tracks: broadcast?.tracks ?? [],
  };
}

function isOpen(visibility: ChannelAnswer["visibility"]): boolean {
  return visibility === "public" || visibility === "unlisted";
}

/** Where the newest picture of what is on is to be had, and another address every so often; null where there is none. */
export function snapshotOf({ channel, open, tracks }: CardInfo, now: number): string | null {
  const plain = tracks.some((track) => track.kind === "video") && !tracks.some((track) => track.encrypted);
  return !open || !plain ? null : `/live/${channel}.jpg?at=${Math.floor(now / SNAPSHOT_EVERY_MS)}`;
}

const SNAPSHOT_EVERY_MS = 20_000;
