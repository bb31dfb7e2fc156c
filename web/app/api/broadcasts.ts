/** What is live, and what is on one channel. */

import type { BroadcastsAnswer, ChannelAnswer, ListedBroadcastAnswer, TrackAnswer } from "../../openapi/types.ts";
import { get } from "./request.ts";

export type { ChannelAnswer, ListedBroadcastAnswer, TrackAnswer };
export type ChannelState = ChannelAnswer["state"];

/** Everything that is live and listed for whoever asks, by channel. */
export async function fetchBroadcasts(signal: AbortSignal): Promise<ListedBroadcastAnswer[]> {
  return (await get<BroadcastsAnswer>("/broadcasts", signal)).broadcasts;
}

/**
 * One channel.
 *
 * @throws {ApiError} `channel_unknown`: there is none of that name.
 */
export function fetchChannel(channel: string, signal?: AbortSignal): Promise<ChannelAnswer> {
  return get<ChannelAnswer>(`/channels/${encodeURIComponent(channel)}`, signal);
}
