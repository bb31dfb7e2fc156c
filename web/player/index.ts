/**
 * `/player.js`, one file with three lives: in a page it defines `<footlight-player>`, in a worker it receives and
 * decodes, on the sound thread it plays. One address means one thing to allow in a content policy, on any origin.
 */

import { FootlightPlayer } from "./element.ts";
import { onSoundThread, registerSoundProcessor } from "./sound/processor.ts";
import { startWorker } from "./webcodecs/worker.ts";

if (onSoundThread()) {
  registerSoundProcessor();
} else if (typeof document === "undefined") {
  startWorker();
} else if (customElements.get("footlight-player") === undefined) {
  customElements.define("footlight-player", FootlightPlayer);
}

export { FootlightPlayer };
export type { TicketProvider } from "./live/credentials.ts";
export type { PlayerState } from "./states.ts";
export type { PlayerStats, ShownFrame } from "./stats.ts";
