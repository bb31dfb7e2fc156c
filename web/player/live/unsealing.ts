/** Between a connection and who plays what it brings: opens what is encrypted, and keeps everything in its order. */

import { type Locked, lockedWithout, Opening } from "../../e2ee/opening.ts";
import type { BroadcastState, TrackInfo } from "../../wire/control.ts";
import { ENCRYPTED, type Packet } from "../../wire/packets.ts";
import type { ConnectionListener, Phase } from "./connection.ts";

/** What may wait to be opened; what comes beyond is left out, up to the next keyframes. */
const MAX_WAITING = 64 * 1024 * 1024;

export interface UnsealingListener extends ConnectionListener {
  /** Why what is on is not shown, or null: told before the tracks, and instead of them where they stay locked. */
  locked(why: Locked | null): void;
  /** Packets that somebody changed on their way were left out. */
  tampered(packets: number): void;
}

export class Unsealing implements ConnectionListener {
  private readonly opening: Opening | null;
  private isLocked = false;
  private turns: Promise<void> = Promise.resolve();
  private waiting = 0;
  private closed = false;
  /** Tracks of which a packet is missing: they go on at a keyframe. */
  private readonly broken = new Set<number>();

  /**
   * @param secret the words that the broadcast is encrypted with, or null; with one, nothing else is handed on.
   * @param channel the channel's name, which the keys depend on.
   */
  constructor(
    secret: string | null,
    channel: string,
    private readonly listener: UnsealingListener,
  ) {
    this.opening = secret === null ? null : new Opening(secret, channel);
  }

  /** Hand nothing on any more. */
  close(): void {
    this.closed = true;
  }

  phase(phase: Phase): void {
    this.inTurn(() => this.listener.phase(phase));
  }

  channel(state: BroadcastState, startedAt: number): void {
    this.inTurn(() => this.listener.channel(state, startedAt));
  }

  tracks(broadcast: string, tracks: readonly TrackInfo[]): void {
    if (this.opening === null) {
      this.take(lockedWithout(tracks), broadcast, tracks);
      return;
    }
    const { opening } = this;
    this.inTurn(async () => this.take(await opening.describe(tracks), broadcast, tracks));
  }

  packets(packets: Packet[], bytes: number): void {
    if (this.opening === null) {
      this.plain(packets, bytes);
      return;
    }
    const { opening } = this;
    if (this.waiting + bytes > MAX_WAITING) {
      const tracks = packets.map((packet) => packet.track);
      this.inTurn(() => this.leaveOut(tracks));
      return;
    }
    this.waiting += bytes;
    this.inTurn(async () => {
      try {
        this.unsealed(packets, this.isLocked ? [] : await opening.open(packets), bytes);
      } finally {
        this.waiting -= bytes;
      }
    });
  }

  viewers(count: number): void {
    this.inTurn(() => this.listener.viewers(count));
  }

  bundled(micros: number): void {
    this.inTurn(() => this.listener.bundled(micros));
  }

  skipped(groups: number): void {
    this.inTurn(() => this.listener.skipped(groups));
  }

  private take(locked: Locked | null, broadcast: string, tracks: readonly TrackInfo[]): void {
    this.isLocked = locked !== null;
    this.listener.locked(locked);
    if (locked === null) {
      this.listener.tracks(broadcast, tracks);
    }
  }

  /** Nothing of it should be encrypted; what is all the same, in a way that nobody told, is not for a decoder. */
  private plain(packets: Packet[], bytes: number): void {
    if (!this.isLocked && packets.some((packet) => (packet.flags & ENCRYPTED) !== 0)) {
      this.isLocked = true;
      this.listener.locked("secret_missing");
    }
    if (!this.isLocked) {
      this.listener.packets(packets, bytes);
    }
  }

  private unsealed(sealed: readonly Packet[], opened: readonly (Packet | null)[], bytes: number): void {
    const good: Packet[] = [];
    opened.forEach((packet, index) => {
      if (packet === null) {
        this.leaveOut(sealed.slice(index, index + 1).map((one) => one.track));
      } else if (packet.keyframe || !this.broken.has(packet.track)) {
        this.broken.delete(packet.track);
        good.push(packet);
      }
    });
    const bad = opened.filter((packet) => packet === null).length;
    if (bad > 0) {
      this.listener.tampered(bad);
    }
    if (good.length > 0) {
      this.listener.packets(good, bytes);
    }
  }

  private leaveOut(tracks: readonly number[]): void {
    for (const track of tracks) {
      this.broken.add(track);
    }
  }

  /** Do it when all that came before is done; at once where there is no secret, for then nothing takes time. */
  private inTurn(task: () => void | Promise<void>): void {
    if (this.opening === null) {
      void task();
      return;
    }
    // What fails in one turn is told as what fails in an event is, and the next one goes on.
    this.turns = this.turns.then(() => (this.closed ? undefined : task())).catch((error: unknown) => reportError(error));
  }
}
