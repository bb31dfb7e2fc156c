/** What was said in a room, as far as this page knows: lines in their order, and between them what was told to this page alone. */

import type { Line, Reaction } from "../../openapi/chat/types.ts";

interface Place {
  /** Of this item alone, and always the same. */
  key: string;
  /** The `seq` of a line; of anything else that of the line before it. */
  at: number;
  /** 0 for a line; what follows it counts from 1. */
  sub: number;
  /** In pixels, as it was drawn last. */
  height?: number;
}

export type Tone = "plain" | "warning" | "good";
export type Said = Place & { kind: "line"; line: Line; by?: "author" | "staff" };
export type Note = Place & { kind: "note"; text: string; tone: Tone };
/** Who came and went, in one row while nothing else is said. */
export type Passage = Place & { kind: "passage"; came: string[]; went: string[] };
export type Item = Said | Note | Passage;

/** More than this are not held: the oldest go, and come back from the server where somebody looks for them. */
export const MOST = 100_000;
const FORGOTTEN_AT_ONCE = 10_000;
/** Names in one row of who came and went. */
const MOST_PASSING = 12;

export class Transcript {
  items: Item[] = [];
  /** There are older ones. */
  more = true;
  /** By line: the emoji that this page put under it. */
  #own = new Map<number, Set<string>>();
  #notes = 0;

  /** The newest line's id; null: there is none. */
  get last(): number | null {
    return this.items.findLast((item) => item.kind === "line")?.line.id ?? null;
  }

  /** The oldest line's id. */
  get first(): number | null {
    return this.items.find((item) => item.kind === "line")?.line.id ?? null;
  }

  /** What a welcome brought: docs/chat.md, "Coming back". */
  welcome(history: readonly Line[], resumed: boolean): void {
    const [first, last] = [history[0], history.at(-1)];
    if (!resumed) {
      const notes = this.items.filter((item) => item.kind === "note");
      this.items = history.map(said);
      this.more = history.length > 0;
      for (const note of notes) {
        this.#place({ ...note, at: this.#newest(), sub: this.#sub() });
      }
      return;
    }
    if (first === undefined || last === undefined) {
      return;
    }
    const there = new Set(history.map((line) => line.seq));
    this.items = this.items.filter(
      (item) => item.kind !== "line" || item.at < first.seq || item.at > last.seq || there.has(item.at),
    );
    for (const line of history) {
      this.put(line);
    }
  }

  /** A line, new or as it is now; whether it is a new one. */
  put(line: Line): boolean {
    const index = placeOf(this.items, line.seq, 0);
    const known = this.items[index];
    if (known?.kind === "line" && known.at === line.seq) {
      this.items[index] = { ...known, line: whole(line) };
      return false;
    }
    this.items.splice(index, 0, said(line));
    if (this.items.length > MOST) {
      this.items.splice(0, FORGOTTEN_AT_ONCE);
      this.more = true;
    }
    return true;
  }

  /** A line as it is now, where it is held. */
  change(line: Line): void {
    if (this.find(line.id) !== null) {
      this.put(line);
    }
  }

  /** Older lines, oldest first. */
  before(lines: readonly Line[], more: boolean): void {
    const first = this.items.find((item) => item.kind === "line")?.at ?? Infinity;
    this.items = [...lines.filter((line) => line.seq < first).map(said), ...this.items];
    this.more = more;
  }

  deleted(id: number, by: "author" | "staff"): void {
    this.#change(id, (item) => ({ ...item, by, line: { ...item.line, deleted: true, text: "", reactions: [] } }));
  }

  /** All up to this line are gone. */
  cleared(upTo: number): void {
    const gone = this.items.findLast((item) => item.kind === "line" && item.line.id <= upTo);
    if (gone !== undefined) {
      this.items = this.items.filter((item) => item.at > gone.at);
      this.more = false;
    }
  }

  /** @param own whether it was this page's person who reacted. */
  reaction({ message, emoji, count, on }: Reaction, own: boolean): void {
    this.#change(message, (item) => {
      const others = item.line.reactions.filter((one) => one.emoji !== emoji);
      const at = item.line.reactions.findIndex((one) => one.emoji === emoji);
      const reactions = count === 0 ? others : others.toSpliced(at < 0 ? others.length : at, 0, { emoji, count });
      return { ...item, line: { ...item.line, reactions } };
    });
    if (own) {
      const emojis = this.#own.get(message) ?? new Set();
      this.#own.set(message, emojis);
      emojis[on ? "add" : "delete"](emoji);
    }
  }

  /** Whether this page's person put this emoji under the line, as far as is known. */
  reacted(message: number, emoji: string): boolean {
    return this.#own.get(message)?.has(emoji) === true;
  }

  /** Something for this page alone, after all that was said so far. */
  note(text: string, tone: Tone = "plain"): void {
    this.#place({ kind: "note", key: `n${++this.#notes}`, at: this.#newest(), sub: this.#sub(), text, tone });
  }

  /** Somebody came, or went. */
  passing(came: readonly string[], went: readonly string[]): void {
    const last = this.items.at(-1);
    if (last?.kind !== "passage" || last.came.length + last.went.length >= MOST_PASSING) {
      const key = `p${++this.#notes}`;
      this.#place({ kind: "passage", key, at: this.#newest(), sub: this.#sub(), came: [...came], went: [...went] });
      return;
    }
    // Who is back, or away again, within one row made no difference.
    const here = [...last.came.filter((nick) => !went.includes(nick)), ...came.filter((nick) => !last.went.includes(nick))];
    const away = [...last.went.filter((nick) => !came.includes(nick)), ...went.filter((nick) => !last.came.includes(nick))];
    if (here.length + away.length === 0) {
      this.items.pop();
    } else {
      this.items[this.items.length - 1] = { ...last, came: here, went: away };
    }
  }

  /** The place of a line among the items; null: it is not held. */
  find(id: number): number | null {
    const index = this.items.findIndex((item) => item.kind === "line" && item.line.id === id);
    return index < 0 ? null : index;
  }

  #change(id: number, change: (item: Said) => Said): void {
    const index = this.items.findLastIndex((item) => item.kind === "line" && item.line.id === id);
    const item = this.items[index];
    if (item?.kind === "line") {
      this.items[index] = change(item);
    }
  }

  #place(item: Item): void {
    this.items.push(item);
  }

  #newest(): number {
    return this.items.at(-1)?.at ?? 0;
  }

  #sub(): number {
    return (this.items.at(-1)?.sub ?? 0) + 1;
  }
}

/** The first of the items that is at or after a place. */
export function placeOf(items: readonly Item[], at: number, sub: number): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item !== undefined && (item.at < at || (item.at === at && item.sub < sub))) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

function said(line: Line): Said {
  return { kind: "line", key: `l${line.id}`, at: line.seq, sub: 0, line: whole(line) };
}

/** With null where there is nothing: a message leaves it out. */
export function whole(line: Line): Line {
  const reply = line.reply ? { ...line.reply, nick: line.reply.nick ?? null } : null;
  return { ...line, author: { ...line.author, nick: line.author.nick ?? null }, reply };
}
