/** Which page an address is. */

/** Pages that stand alone at `/{page}`; no channel has such a name. */
const SINGLE = ["set-up", "sign-in", "sign-up", "account", "channels"] as const;

export type SinglePage = (typeof SINGLE)[number];

export type Route =
  | { page: "home" }
  | { [Page in SinglePage]: { page: Page } }[SinglePage]
  /** Where a channel's owner changes it: `/channels/{channel}`. */
  | { page: "edit"; channel: string }
  | { page: "channel"; channel: string };

/** The route of a path: `/`, `/account`, `/channels/{channel}`, `/{channel}`. */
export function routeOf(path: string): Route {
  const [first, second] = path.split("/").filter((part) => part !== "");
  if (first === undefined) {
    return { page: "home" };
  }
  if (first === "channels" && second !== undefined) {
    return { page: "edit", channel: second };
  }
  const single = SINGLE.find((page) => page === first);
  return single === undefined ? { page: "channel", channel: first } : { page: single };
}

/**
 * Where to go after signing in: the whole address of the `?next=` of the page's own, with what follows its `#`.
 *
 * Only a page of this site, so that nobody lures people by a link to our own sign-in to somewhere else.
 */
export function nextPage({ search, hash, origin }: Pick<Location, "search" | "hash" | "origin">): string {
  const wish = (new URLSearchParams(search).get("next") ?? "/") + hash;
  // Whole, as a path like /../..//host leaves the site where it is resolved once more.
  const url = URL.canParse(wish, origin) ? new URL(wish, origin) : null;
  return wish.startsWith("/") && url?.origin === origin ? url.href : `${origin}/`;
}

/**
 * The address of the sign-in page that leads back to a page.
 *
 * What follows the page's `#` stays behind one, where no server sees it: it may be the secret of a broadcast.
 */
export function signInFor({ pathname, search, hash }: Pick<Location, "pathname" | "search" | "hash">): string {
  const path = pathname + search;
  return (path === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(path)}`) + hash;
}

/** How soon the pictures are wanted, as `?latency=` of a page says it; null where it does not. */
export function latencyWish(search: string): string | null {
  return new URLSearchParams(search).get("latency");
}

/** Whose chat `/{channel}/chat` and `/embed/{channel}/chat` are, and whether in a frame on another site's page. */
export function chatOf(path: string): { channel: string; embedded: boolean } {
  const parts = path.split("/").filter((part) => part !== "");
  return { channel: parts.at(-2) ?? "", embedded: parts.length > 2 && parts[0] === "embed" };
}

/** The channel of `/embed/{channel}`. */
export function embeddedChannel(path: string): string {
  return path.split("/").filter((part) => part !== "").at(-1) ?? "";
}
