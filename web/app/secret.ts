/** The secret that a page's address carries behind its `#`: no request ever holds it. */

import type { FootlightPlayer } from "../player/index.ts";

/** The words of `#secret=four%20words`, beside which others may stand: `#key=...&secret=...`; null without. */
export function secretOf(hash: string): string | null {
  const field = hash.replace(/^#/, "").split("&").find((part) => part.startsWith("secret="));
  const words = field === undefined ? "" : decoded(field.slice("secret=".length));
  return words === "" ? null : words;
}

/** Give the player the secret of the page's address, now and when it changes; the answer ends it. */
export function handSecret(player: FootlightPlayer): () => void {
  const hand = () => {
    player.secret = secretOf(location.hash);
  };
  hand();
  window.addEventListener("hashchange", hand);
  return () => window.removeEventListener("hashchange", hand);
}

/** What was typed and not encoded is taken as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
