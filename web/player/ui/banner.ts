/** What the player says when there is no moving picture, seen and read aloud. */

import { WORDS } from "../strings.ts";
import { iconElement, make } from "./dom.ts";
import type { Actions, Model } from "./model.ts";

export class Banner {
  readonly root = make("div", "banner");
  /** Told to screen readers whenever it changes, also where the banner is not shown. */
  readonly spoken = make("p", "spoken", { role: "status", "aria-live": "polite" });
  private readonly title = make("p", "banner-title");
  private readonly detail = make("p", "banner-detail");
  private readonly retry = make("button", "retry", { type: "button" });
  private readonly lock = make("span", "lock", { "aria-hidden": "true" });
  private readonly page = make("a", "page", { target: "_blank", rel: "noopener" });
  private readonly start = make("button", "start", { type: "button", "aria-label": WORDS.play });

  constructor(actions: Actions) {
    this.retry.textContent = WORDS.retry;
    this.retry.addEventListener("click", () => actions.retry());
    this.lock.append(iconElement("lock"));
    this.page.textContent = WORDS.openPage;
    this.start.append(iconElement("play"));
    this.start.addEventListener("click", () => actions.togglePlay());
    const spinner = make("span", "spinner", { "aria-hidden": "true" });
    this.root.append(spinner, this.start, this.lock, this.title, this.detail, this.page, this.retry);
  }

  update({ state, text, page }: Model): void {
    this.root.dataset["state"] = state;
    this.root.hidden = state === "live";
    this.title.textContent = text.title;
    this.detail.textContent = text.detail;
    this.detail.hidden = text.detail === "";
    this.lock.hidden = page === null;
    this.page.hidden = page === null;
    this.page.href = page ?? "";
    this.retry.hidden = state !== "refused" && state !== "unsupported";
    this.start.hidden = state !== "idle" && state !== "stopped";
    const words = [text.title, text.detail].filter((part) => part !== "").join(". ");
    if (this.spoken.textContent !== words) {
      this.spoken.textContent = words;
    }
  }
}
