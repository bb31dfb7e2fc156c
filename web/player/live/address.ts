/** From a channel's page address to its WebSocket. */

/** The channel of a WebSocket's address. */
export function channelOf(address: string): string {
  return new URL(address).pathname.split("/").at(-1) ?? "";
}

/**
 * `https://host/lobby` to `wss://host/live/lobby`; null where it names no channel.
 *
 * @param base what a relative address is relative to: the page's own address.
 */
export function liveAddress(src: string, base: string): string | null {
  if (src.trim() === "") {
    return null;
  }
  let url: URL;
  try {
    url = new URL(src, base);
  } catch {
    return null;
  }
  const schemes: Record<string, string> = { "http:": "ws:", "https:": "wss:", "ws:": "ws:", "wss:": "wss:" };
  const scheme = schemes[url.protocol];
  const channel = url.pathname.split("/").filter((part) => part !== "").at(-1);
  if (scheme === undefined || channel === undefined) {
    return null;
  }
  return `${scheme}//${url.host}/live/${channel}`;
}
