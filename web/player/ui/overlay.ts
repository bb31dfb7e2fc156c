/** The overlay of figures: the true latency of what is seen, and what it comes of. */

import type { PlayerStats } from "../stats.ts";
import { make } from "./dom.ts";
import { overlayRows } from "./figures.ts";

export class Overlay {
  readonly root = make("dl", "overlay");
  private readonly values = new Map<string, HTMLElement>();

  constructor() {
    this.root.hidden = true;
  }

  get shown(): boolean {
    return !this.root.hidden;
  }

  set shown(shown: boolean) {
    this.root.hidden = !shown;
  }

  update(stats: PlayerStats): void {
    for (const [name, value] of overlayRows(stats)) {
      this.cell(name).textContent = value;
    }
  }

  private cell(name: string): HTMLElement {
    const known = this.values.get(name);
    if (known !== undefined) {
      return known;
    }
    const term = make("dt", "");
    term.textContent = name;
    const value = make("dd", "", { "data-figure": name });
    this.root.append(term, value);
    this.values.set(name, value);
    return value;
  }
}
