/** What a part of a page shows of the server, from the first question on. */

import { Attempt } from "./attempt.svelte.ts";

export class Loaded<T> {
  /** Null: it has not come yet. */
  value = $state<T | null>(null);
  readonly loading = new Attempt();
  #ask: (signal: AbortSignal) => Promise<T>;
  #ending = new AbortController();

  constructor(ask: (signal: AbortSignal) => Promise<T>) {
    this.#ask = ask;
  }

  /** Ask, at first and again after each change. */
  async load(): Promise<void> {
    const { signal } = this.#ending;
    await this.loading.run(async () => {
      try {
        this.value = await this.#ask(signal);
      } catch (error) {
        if (!signal.aborted) {
          throw error;
        }
      }
    });
  }

  /** Ask now; the answer ends it. */
  follow(): () => void {
    const ending = (this.#ending = new AbortController());
    void this.load();
    return () => ending.abort();
  }
}
