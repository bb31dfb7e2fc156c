/** What is in a line's text: addresses, names and emotes; found by the rules of the server (docs/chat.md, "What a line may be"). */

export type Part =
  | { kind: "text"; text: string }
  | { kind: "link"; text: string; url: string }
  | { kind: "mention"; text: string; name: string }
  | { kind: "emote"; text: string; name: string; url: string };

const LINK = /https?:\/\/[^\s<>"'`\u2066-\u2069]+/giu;
const AFTER_LINK = ".,;:!?*_~…";
const PAIRS: Record<string, string> = { ")": "(", "]": "[", "}": "{" };
/** The letters of a name. */
const NAMED = String.raw`[\p{L}\p{N}\p{Mn}\p{Mc}_.-]`;
const MENTION = new RegExp(`(?<!${NAMED})@([\\p{L}\\p{N}]${NAMED}{0,31})`, "gu");
const EMOTE = /:([a-z0-9_]{2,32}):/gu;
const ONE_EMOJI = String.raw`(?:\p{RI}{2}|[#*0-9]\uFE0F?\u20E3|\p{Extended_Pictographic}[\p{Emoji_Modifier}\uFE0F]*(?:\u200D\p{Extended_Pictographic}[\p{Emoji_Modifier}\uFE0F]*)*)`;
const ONLY_EMOJI = new RegExp(`^(?:${ONE_EMOJI}\\s*){1,6}$`, "u");

/**
 * A line's text in parts.
 *
 * @param emotes the address of each uploaded one's picture, by its name.
 */
export function partsOf(text: string, emotes: ReadonlyMap<string, string>): Part[] {
  return around(text, LINK, linkOf).flatMap((part) =>
    part.kind !== "text"
      ? [part]
      : around(part.text, MENTION, mentionOf).flatMap((inner) =>
          inner.kind !== "text" ? [inner] : around(inner.text, EMOTE, (match) => emoteOf(match, emotes)),
        ),
  );
}

/** Whether a line speaks to somebody. */
export function mentions(text: string, nick: string): boolean {
  const wanted = nick.toLowerCase();
  return partsOf(text, new Map()).some((part) => part.kind === "mention" && part.name.toLowerCase() === wanted);
}

/** Whether there is nothing but a few emoji and emotes: they are shown large. */
export function isEmojiOnly(parts: readonly Part[]): boolean {
  const emotes = parts.filter((part) => part.kind === "emote").length;
  return (
    emotes <= 6 &&
    parts.length > 0 &&
    parts.every((part) => part.kind === "emote" || (part.kind === "text" && (part.text.trim() === "" || ONLY_EMOJI.test(part.text.trim()))))
  );
}

function around(text: string, pattern: RegExp, found: (match: RegExpExecArray) => Part | null): Part[] {
  const parts: Part[] = [];
  let at = 0;
  for (const match of text.matchAll(pattern)) {
    const part = found(match);
    if (part === null) {
      continue;
    }
    if (match.index > at) {
      parts.push({ kind: "text", text: text.slice(at, match.index) });
    }
    parts.push(part);
    at = match.index + part.text.length;
  }
  if (at < text.length) {
    parts.push({ kind: "text", text: text.slice(at) });
  }
  return parts;
}

function linkOf(match: RegExpExecArray): Part | null {
  const url = withoutEnd(match[0]);
  return url.length > url.indexOf("//") + 2 && URL.canParse(url) ? { kind: "link", text: url, url } : null;
}

/** Without what ends the sentence that it stands in. */
function withoutEnd(url: string): string {
  let end = url;
  for (;;) {
    const last = end.at(-1) ?? "";
    const opening = PAIRS[last];
    if (!(last !== "" && AFTER_LINK.includes(last)) && !(opening !== undefined && times(end, last) > times(end, opening))) {
      return end;
    }
    end = end.slice(0, -last.length);
  }
}

function times(text: string, sign: string): number {
  return text.split(sign).length - 1;
}

function mentionOf(match: RegExpExecArray): Part | null {
  const name = (match[1] ?? "").replace(/[_.-]+$/u, "");
  return [...name].length < 2 ? null : { kind: "mention", text: `@${name}`, name };
}

function emoteOf(match: RegExpExecArray, emotes: ReadonlyMap<string, string>): Part | null {
  const name = match[1] ?? "";
  const url = emotes.get(name);
  return url === undefined ? null : { kind: "emote", text: match[0], name, url };
}
