/** The worker's side of the page's tickets: asks for them across the thread. */

import type { FromWorker } from "./messages.ts";

interface Asked {
  resolve(ticket: string | null): void;
  reject(error: Error): void;
}

export class PageTickets {
  private readonly asked = new Map<number, Asked>();
  private nextId = 1;

  constructor(private readonly say: (message: FromWorker) => void) {}

  /** A `TicketProvider`. */
  ask(refusal: string | null): Promise<string | null> {
    const id = this.nextId;
    this.nextId += 1;
    return new Promise((resolve, reject) => {
      this.asked.set(id, { resolve, reject });
      this.say({ type: "ticket-please", id, refusal });
    });
  }

  /** The page's answer; `failed` where it could not get one. */
  answered(id: number, ticket: string | null, failed: boolean): void {
    const asked = this.asked.get(id);
    this.asked.delete(id);
    if (failed) {
      asked?.reject(new Error("the page has no ticket now"));
    } else {
      asked?.resolve(ticket);
    }
  }
}
