/** What a browser remembers for chats: the guest's nick, and a secret by which a guest is the same again. */

const NICK = "footlight.chat.nick";
const DEVICE = "footlight.chat.device";

export function storedNick(): string | null {
  return read(NICK);
}

export function storeNick(nick: string): void {
  write(NICK, nick);
}

/** Where there are no cookies, as in a frame on another site's page, it is what a guest is known by. */
export function device(): string {
  const known = read(DEVICE);
  if (known !== null && /^[A-Za-z0-9_-]{22,64}$/.test(known)) {
    return known;
  }
  const made = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))));
  const secret = made.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  write(DEVICE, secret);
  return secret;
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    // The browser allows this page no memory.
    return null;
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // As above: it is asked again the next time.
  }
}
