/** Whether somebody may watch a channel as they are, and what shows it where a cookie does not. */

import { type ChannelAnswer, fetchChannel } from "./api/broadcasts.ts";
import { watchTicket } from "./api/channels.ts";
import { ApiError } from "./api/request.ts";
import { aboutRights } from "./channel-words.ts";
import { poll } from "./poll.ts";

const EVERY_MS = 5_000;

/** What is between somebody and a channel. */
export type LockName = "sign_in" | "password" | "invitation" | "closed";

export const LOCKS: Record<LockName, string> = {
  sign_in: "Sign in to watch",
  password: "This channel has a password",
  invitation: "This channel is for those who are invited",
  closed: "You may watch this no longer",
};

export class Admission {
  readonly channel: string;
  /** Null: not known yet. */
  summary = $state.raw<ChannelAnswer | null>(null);
  unknown = $state(false);
  failed = $state(false);
  /** The channel's, as it was typed and found right. */
  password = $state<string | null>(null);
  /** They watched until now, and may no longer. */
  dismissed = $state(false);
  /** What is between this person and the channel; null: nothing. */
  readonly lock = $derived.by<LockName | null>(() => {
    if (this.unknown) {
      return "closed";
    }
    return this.summary?.needs === "password" && this.password !== null ? null : (this.summary?.needs ?? null);
  });

  constructor(channel: string) {
    this.channel = channel;
  }

  /** Look again and again; the answer ends it. */
  follow(): () => void {
    return poll((signal) => this.look(signal), EVERY_MS);
  }

  async look(signal?: AbortSignal): Promise<void> {
    try {
      this.summary = await fetchChannel(this.channel, signal);
      this.unknown = this.failed = false;
    } catch (error) {
      this.unknown = error instanceof ApiError && error.code === "channel_unknown";
      this.failed = !this.unknown && signal?.aborted !== true;
    }
  }

  /**
   * What a connection shows, a new one each time; null where nothing has to be shown, or can be.
   *
   * @param refusal the code with which the server refused before.
   */
  async ticket(refusal: string | null): Promise<string | null> {
    const visibility = this.summary?.visibility;
    if (refusal === null && (visibility === "public" || visibility === "unlisted")) {
      return null;
    }
    try {
      return await watchTicket(this.channel, this.password);
    } catch (error) {
      if (error instanceof ApiError && aboutRights(error.code)) {
        return null;
      }
      throw error;
    }
  }

  /** A connection was refused with this code. */
  refused(code: string): void {
    if (aboutRights(code)) {
      this.dismissed = true;
      this.password = null;
      void this.look();
    }
  }
}
