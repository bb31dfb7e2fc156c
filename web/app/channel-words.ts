/** What a channel's page and its owner's say in words. */

import type { ListedAs, Visibility } from "./api/channels.ts";

export interface VisibilityWords {
  value: Visibility;
  name: string;
  who: string;
}

/** Who may watch, from everybody to few. */
export const VISIBILITIES: readonly VisibilityWords[] = [
  { value: "public", name: "Everybody", who: "Anybody may watch. While it is live it is on the front page." },
  { value: "unlisted", name: "Whoever has the link", who: "Anybody may watch who knows the address. It is in no list." },
  {
    value: "password",
    name: "Whoever knows the password",
    who: "It is listed with a lock. You give the password to those who may watch; those on the list below need none.",
  },
  { value: "members", name: "People with an account here", who: "It is listed with a lock. Whoever is signed in may watch." },
  {
    value: "invited",
    name: "People I invite",
    who: "Only those on the list below may watch. Nobody else is told that there is such a channel.",
  },
];

export const ROLES: Record<ListedAs, { name: string; may: string }> = {
  invited: { name: "Invited", may: "may watch, whoever else may" },
  vip: { name: "VIP", may: "may watch, and is known in the chat" },
  moderator: { name: "Moderator", may: "may end the broadcast, invite people, and moderate the chat" },
  admin: { name: "Admin", may: "may do what a moderator may, and run the chat" },
};

/** Why this cannot be a channel's name, as it is typed; null where it can be, or nothing is typed yet. */
export function nameTrouble(text: string): string | null {
  if (text === "") {
    return null;
  }
  if (/[A-Z]/.test(text)) {
    return "Small letters only: it is part of an address.";
  }
  if (/\s/.test(text)) {
    return "No spaces: use - or _ between words.";
  }
  if (!/^[a-z0-9_-]*$/.test(text)) {
    return "Only a to z, 0 to 9, - and _ are possible.";
  }
  if (!/^[a-z0-9]/.test(text)) {
    return "It begins with a letter or a digit.";
  }
  return text.length > 32 ? "At most 32 letters." : null;
}

/** The command that sends to a channel of this origin with this key. */
export function sendCommand(origin: string, channel: string, key: string): string {
  return `footlight send screen --to ${origin}/${channel} --key ${key}`;
}

/** What a channel's picture may be. */
export const PICTURE_TYPES = ["image/jpeg", "image/png", "image/webp"];
const LARGEST_PICTURE = 4 * 1024 * 1024;

/** Why this file cannot be a channel's picture, as far as a page knows; null where it can. */
export function pictureTrouble({ type, size }: { type: string; size: number }): string | null {
  if (!PICTURE_TYPES.includes(type)) {
    return "This is no JPEG, PNG or WebP file.";
  }
  return size > LARGEST_PICTURE ? `It has ${(size / 1024 / 1024).toFixed(1)} MB; at most 4 are possible.` : null;
}

const OF_RIGHTS: ReadonlySet<string> = new Set([
  "not_allowed",
  "sign_in_needed",
  "password_needed",
  "password_wrong",
  "ticket_invalid",
  "channel_unknown",
]);

/** Whether this refusal says that somebody may not watch, or not any more, whatever is tried. */
export function aboutRights(code: string): boolean {
  return OF_RIGHTS.has(code);
}
