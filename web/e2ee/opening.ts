/** What one viewer watches with a secret, opened as it comes. */

import type { TrackInfo } from "../wire/control.ts";
import type { Packet } from "../wire/packets.ts";
import { canDecrypt, MediaSecret } from "./mediakeys.ts";
import { Opener } from "./seal.ts";
import { TamperedError } from "./sframe.ts";

/**
 * Why what is on is not shown. The codes are those of `footlight.errors`, but for `origin_insecure`: the page's own
 * address keeps cryptography from it.
 */
export type Locked = "secret_missing" | "secret_wrong" | "not_encrypted" | "origin_insecure";

/** Why somebody without a secret is not shown these tracks; null where nothing is encrypted. */
export function lockedWithout(tracks: readonly TrackInfo[]): Locked | null {
  if (tracks.every((track) => track.encryption === null)) {
    return null;
  }
  return canDecrypt() ? "secret_missing" : "origin_insecure";
}

export class Opening {
  private readonly secret: Promise<MediaSecret> | null;
  private openers = new Map<number, Opener>();

  /** Begins to stretch the words at once: until the tracks are there it may be done. */
  constructor(words: string, channel: string) {
    this.secret = canDecrypt() ? MediaSecret.of(words, channel) : null;
    this.secret?.catch(() => undefined); // `describe` tells it
  }

  /** Take the tracks of the packets that follow; null where they can be opened. */
  async describe(tracks: readonly TrackInfo[]): Promise<Locked | null> {
    if (tracks.some((track) => track.encryption === null)) {
      return "not_encrypted";
    }
    if (this.secret === null) {
      return "origin_insecure";
    }
    const secret = await this.secret;
    const openers = new Map<number, Opener>();
    for (const { id, encryption } of tracks) {
      if (encryption === null || !same(await secret.check(encryption.salt), encryption.check)) {
        return "secret_wrong";
      }
      openers.set(id, new Opener(await secret.track(encryption.salt, id)));
    }
    this.openers = openers;
    return null;
  }

  /** Each packet as it was before it was sealed, or null where somebody changed it on its way. */
  open(packets: readonly Packet[]): Promise<(Packet | null)[]> {
    return Promise.all(packets.map((packet) => this.openOne(packet)));
  }

  private async openOne(packet: Packet): Promise<Packet | null> {
    try {
      return (await this.openers.get(packet.track)?.open(packet)) ?? null;
    } catch (error) {
      if (error instanceof TamperedError) {
        return null;
      }
      throw error;
    }
  }
}

function same(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
