/** Something that a person has a page do: while it is done, how it failed, and how long to wait before the next try. */

import { untrack } from "svelte";
import { ApiError } from "./api/request.ts";
import { session } from "./session.svelte.ts";

export class Attempt {
  busy = $state(false);
  error = $state<ApiError | null>(null);
  /** Whole seconds until it may be tried again. */
  wait = $state(0);
  #timer: ReturnType<typeof setInterval> | undefined;

  /** Whether it may be tried now. */
  get open(): boolean {
    return !this.busy && this.wait === 0;
  }

  /**
   * Do `work`, unless it is being done; whether it was done.
   *
   * @throws what is no answer of the server: a fault of the page.
   */
  async run(work: () => Promise<void>): Promise<boolean> {
    // An effect that begins it does not begin it anew when it is done.
    if (!untrack(() => this.open)) {
      return false;
    }
    this.busy = true;
    this.error = null;
    try {
      await work();
      return true;
    } catch (error) {
      if (!(error instanceof ApiError)) {
        throw error;
      }
      this.error = error;
      if (error.code === "sign_in_needed") {
        // The session was ended elsewhere: the page says so, and leads back here.
        session.become(null);
      }
      this.#count(error.retryAfter ?? 0);
      return false;
    } finally {
      this.busy = false;
    }
  }

  /** Where the server names the field that its refusal is about: what to tell there. */
  at(...codes: string[]): string | null {
    return this.error !== null && codes.includes(this.error.code) ? sentence(this.error.message) : null;
  }

  /** Somebody mends what was refused; how long to wait stays told. */
  clear(): void {
    if (this.wait === 0) {
      this.error = null;
    }
  }

  #count(millis: number): void {
    clearInterval(this.#timer);
    const until = Date.now() + millis;
    const look = () => {
      this.wait = Math.max(0, Math.ceil((until - Date.now()) / 1_000));
      if (this.wait === 0) {
        clearInterval(this.#timer);
      }
    };
    look();
    if (this.wait > 0) {
      this.#timer = setInterval(look, 1_000);
    }
  }
}

/** The server's one-line message as a sentence of a page. */
export function sentence(message: string): string {
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
