/** What a page's address carries behind its `#`, which no request ever holds: `#key=...&secret=...`. */

import type { FootlightPlayer } from "../player/index.ts";

/** The words of `#secret=four%20words`, beside which others may stand; null without. */
export function secretOf(hash: string): string | null {
  return field(hash, "secret");
}

/** The key that an end of a cable wants to be shown, as `#key=fl_...`; null without. */
export function keyOf(hash: string): string | null {
  return field(hash, "key");
}

/** Give the player what the page's address carries, now and when it changes; the answer ends it. */
export function handFragment(player: FootlightPlayer): () => void {
  const hand = () => {
    player.key = keyOf(location.hash);
    player.secret = secretOf(location.hash);
  };
  hand();
  window.addEventListener("hashchange", hand);
  return () => window.removeEventListener("hashchange", hand);
}

function field(hash: string, name: string): string | null {
  const found = hash.replace(/^#/, "").split("&").find((part) => part.startsWith(`${name}=`));
  const value = found === undefined ? "" : decoded(found.slice(name.length + 1));
  return value === "" ? null : value;
}

/** What was typed and not encoded is taken as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
