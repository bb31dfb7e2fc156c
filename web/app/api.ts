/** What the pages ask of the server (its OpenAPI is at /api/v1/openapi.json). */

export type ChannelState = "offline" | "live" | "away" | "ended";

export interface TrackSummary {
  id: number;
  kind: "video" | "audio";
  name: string;
  codec: string;
  width: number;
  height: number;
  fps: number;
  encrypted: boolean;
}

export interface BroadcastSummary {
  channel: string;
  id: string;
  state: ChannelState;
  /** ISO 8601. */
  started_at: string;
  viewers: number;
  tracks: TrackSummary[];
}

export interface ChannelSummary {
  channel: string;
  state: ChannelState;
  viewers: number;
  broadcast: BroadcastSummary | null;
}

/** The server's answer was an error; `code` is one of its stable ones. */
export class ApiError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** Everything that is live, by channel. */
export async function fetchBroadcasts(signal: AbortSignal): Promise<BroadcastSummary[]> {
  const answer = await get<{ broadcasts: BroadcastSummary[] }>("/api/v1/broadcasts", signal);
  return answer.broadcasts;
}

/**
 * One channel.
 *
 * @throws {ApiError} `channel_unknown`: there is none of that name.
 */
export function fetchChannel(channel: string, signal: AbortSignal): Promise<ChannelSummary> {
  return get<ChannelSummary>(`/api/v1/channels/${encodeURIComponent(channel)}`, signal);
}

/** A server that does not answer within this is asked again. */
const PATIENCE_MS = 8_000;

async function get<T>(path: string, signal: AbortSignal): Promise<T> {
  const answer = await fetch(path, {
    signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
    headers: { accept: "application/json" },
  });
  if (!answer.ok) {
    throw await errorOf(answer);
  }
  return (await answer.json()) as T;
}

async function errorOf(answer: Response): Promise<ApiError> {
  const fallback = new ApiError("http_error", `the server answered ${answer.status}`);
  try {
    const body = (await answer.json()) as { error?: { code?: string; message?: string } };
    return body.error?.code === undefined ? fallback : new ApiError(body.error.code, body.error.message ?? "");
  } catch {
    return fallback;
  }
}
