/** Signing in again, before what a person does who signed in long ago cannot be undone. */

import { ApiError } from "./api/request.ts";

class Again {
  /** Answered by the dialog: whether the person signed in. */
  #answer: ((signedIn: boolean) => void) | null = null;
  asked = $state(false);

  /**
   * Do `work`, and where the server wants a fresh sign-in for it, ask for one and do it then.
   *
   * @throws {ApiError} as of `work`; `sign_in_stale` where the person did not sign in.
   */
  async fresh<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== "sign_in_stale") {
        throw error;
      }
    }
    if (!(await this.#ask())) {
      throw new ApiError("sign_in_stale", "Nothing was changed: it needs you to sign in again.");
    }
    return work();
  }

  answer(signedIn: boolean): void {
    this.asked = false;
    this.#answer?.(signedIn);
    this.#answer = null;
  }

  #ask(): Promise<boolean> {
    this.answer(false);
    this.asked = true;
    return new Promise((resolve) => (this.#answer = resolve));
  }
}

export const again = new Again();
