/** Who is signed in, as every part of a page sees it. */

import { fetchMe, type MeAnswer, signOut } from "./api/session.ts";

const AGAIN_MS = 5_000;

class Session {
  /** Null: nobody; undefined: not known yet. */
  me = $state<MeAnswer | null | undefined>(undefined);
  #asking: AbortController | null = null;

  /** Ask the server, now and until it answers. */
  async load(): Promise<void> {
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    while (!asking.signal.aborted) {
      try {
        const me = await fetchMe(asking.signal);
        // An older question's answer may come last.
        if (!asking.signal.aborted) {
          this.me = me;
        }
        return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      }
    }
  }

  /** What an answer of the server said. */
  become(me: MeAnswer | null): void {
    this.#asking?.abort();
    this.me = me;
  }

  async leave(): Promise<void> {
    await signOut();
    this.become(null);
  }

  /** Ask now, and again where a browser takes the page out of its memory. The answer ends it. */
  follow(): () => void {
    const shown = (event: PageTransitionEvent) => {
      if (event.persisted) {
        void this.load();
      }
    };
    window.addEventListener("pageshow", shown);
    void this.load();
    return () => window.removeEventListener("pageshow", shown);
  }
}

export const session = new Session();
