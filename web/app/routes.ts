/** Which page an address is. */

export type Route = { page: "home" } | { page: "channel"; channel: string };

/** The route of a path: `/` or `/{channel}`. */
export function routeOf(path: string): Route {
  const channel = path.split("/").find((part) => part !== "");
  return channel === undefined ? { page: "home" } : { page: "channel", channel };
}

/** How soon the pictures are wanted, as `?latency=` of a page says it; null where it does not. */
export function latencyWish(search: string): string | null {
  return new URLSearchParams(search).get("latency");
}

/** The channel of `/embed/{channel}`. */
export function embeddedChannel(path: string): string {
  return path.split("/").filter((part) => part !== "").at(-1) ?? "";
}
