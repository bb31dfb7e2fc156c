/** The player's keys. */

import type { Actions } from "./model.ts";

const VOLUME_STEP = 0.05;

/**
 * Do what a key stands for.
 *
 * @param volume now, 0 to 1.
 * @returns whether the key stood for something.
 */
export function actOnKey(event: KeyboardEvent, volume: number, actions: Actions): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) {
    return false;
  }
  switch (event.key) {
    case " ":
      actions.togglePlay();
      return true;
    case "m":
      actions.toggleMute();
      return true;
    case "f":
      actions.toggleFullScreen();
      return true;
    case "i":
      actions.toggleInset();
      return true;
    case "p":
      actions.togglePip();
      return true;
    case "l":
      actions.toggleOverlay();
      return true;
    case "ArrowUp":
      actions.setVolume(Math.min(1, volume + VOLUME_STEP));
      return true;
    case "ArrowDown":
      actions.setVolume(Math.max(0, volume - VOLUME_STEP));
      return true;
    default:
      return false;
  }
}
