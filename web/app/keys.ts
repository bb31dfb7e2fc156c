/** The player's keys work on its pages wherever the focus is not in something that wants keys itself. */

import type { FootlightPlayer } from "../player/index.ts";

/** Hand the page's keys on to the player; the answer ends it. */
export function forwardKeys(player: FootlightPlayer): () => void {
  const press = (event: KeyboardEvent) => {
    if (event.target === document.body && player.press(event)) {
      event.preventDefault();
    }
  };
  document.addEventListener("keydown", press);
  return () => document.removeEventListener("keydown", press);
}
