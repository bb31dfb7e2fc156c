/** Tells when drawn pictures are on the screen: with the refresh after they were drawn. */

import type { Packet } from "../../wire/packets.ts";

export interface Drawn {
  packet: Packet;
  width: number;
  height: number;
}

export class ShownWatcher {
  private readonly waiting = new Map<number, Drawn>();
  private asked = false;

  /**
   * @param shown called at the refresh that shows a picture.
   * @param overdrawn called for a picture that another one covered before any refresh.
   */
  constructor(
    private readonly shown: (drawn: Drawn) => void,
    private readonly overdrawn: (drawn: Drawn) => void,
  ) {}

  drawn(drawn: Drawn): void {
    const covered = this.waiting.get(drawn.packet.track);
    if (covered !== undefined) {
      this.overdrawn(covered);
    }
    this.waiting.set(drawn.packet.track, drawn);
    if (!this.asked) {
      this.asked = true;
      requestAnimationFrame(() => this.refreshed());
    }
  }

  private refreshed(): void {
    this.asked = false;
    const pictures = [...this.waiting.values()];
    this.waiting.clear();
    for (const picture of pictures) {
      this.shown(picture);
    }
  }
}
