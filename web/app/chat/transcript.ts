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
/** `own`: what this page's person put under the line. */
export type Said = Place & { kind: "line"; line: Line; own: readonly string[]; by?: "author" | "staff" };
export type Note = Place & { kind: "note"; text: string; tone: Tone };
/** Who came and went, in one row while nothing else is said. */
export type Passage = Place & { kind: "passage"; came: string[]; went: string[] };
export type Item = Said | Note | Passage;
/** By a line's id: what this page's person put under it. Lines that are not named have nothing of theirs. */
export type Own = Readonly<Record<string, readonly string[]>>;

/** More than this are not held: those farthest from what is read go, and come back from the server where somebody looks for them. */
export const MOST = 100_000;
const FORGOTTEN_AT_ONCE = 10_000;
/** Letters of a line that an answer shows. */
const QUOTED = 100;
/** Names in one row of who came and went. */
const MOST_PASSING = 12;

export class Transcript {
  items: Item[] = [];
  /** There are older ones. */
  more = true;
  /** There are newer ones: what is held is a piece of the past, and what is new is not put behind it. */
  newer = false;
  /** The newest line that was told of, held or not. */
  #tip: { id: number; seq: number } | null = null;
  #notes = 0;

  /** The newest line's id, as the server is told it after a reconnect; null: there is none. */
  get last(): number | null {
    return this.newer ? (this.#tip?.id ?? null) : this.end;
  }

  /** The `seq` of the newest line that was told of. */
  get newest(): number {
    return Math.max(this.#tip?.seq ?? 0, this.items.at(-1)?.at ?? 0);
  }

  /** The id of the newest line that is held. */
  get end(): number | null {
    return this.items.findLast((item) => item.kind === "line")?.line.id ?? null;
  }

  /** The oldest line's id. */
  get first(): number | null {
    return this.items.find((item) => item.kind === "line")?.line.id ?? null;
  }

  /** What a welcome brought: docs/chat.md, "Coming back". */
  welcome(history: readonly Line[], resumed: boolean, own: Own = {}): void {
    const [first, last] = [history[0], history.at(-1)];
    if (!resumed) {
      this.items = this.items.filter((item) => item.kind === "note");
      this.#tip = null;
      this.around(history, history.length > 0, false, own);
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
      this.put(line, own[line.id] ?? []);
    }
  }

  /** Other lines than those that were held: a piece of the past, or the newest. Oldest first. */
  around(lines: readonly Line[], more: boolean, newer: boolean, own: Own): void {
    this.#remember();
    const notes = this.items.filter((item) => item.kind === "note");
    this.items = lines.map((line) => said(line, own[line.id]));
    this.more = more;
    for (const note of notes) {
      this.#place({ ...note, at: this.#end(), sub: this.#sub() });
    }
    // Lines that came while these were on their way.
    this.newer = newer || this.newest > this.#end();
  }

  /** A line, new or as it is now; whether it is a new one. */
  put(line: Line, own?: readonly string[]): boolean {
    const fresh = line.seq > this.newest;
    if (fresh) {
      this.#tip = { id: line.id, seq: line.seq };
    }
    const index = placeOf(this.items, line.seq, 0);
    const known = this.items[index];
    if (known?.kind === "line" && known.at === line.seq) {
      this.items[index] = { ...known, line: whole(line), own: own ?? known.own };
      return false;
    }
    if (this.newer && line.seq > this.#end()) {
      return fresh;
    }
    this.items.splice(index, 0, said(line, own));
    this.#forgetOldest();
    return true;
  }

  /** A line as it is now, where it is held. */
  change(line: Line): void {
    if (this.find(line.id) !== null) {
      this.put(line);
    }
    this.#requote((id) => id === line.id, [...line.text].slice(0, QUOTED).join(""), line.seq);
  }

  /** Older lines, oldest first. */
  before(lines: readonly Line[], more: boolean, own: Own): void {
    const first = this.items.find((item) => item.kind === "line")?.at ?? Infinity;
    this.items = [...lines.filter((line) => line.seq < first).map((line) => said(line, own[line.id])), ...this.items];
    this.more = more;
    if (this.items.length > MOST) {
      this.#remember();
      this.items.splice(-FORGOTTEN_AT_ONCE);
      this.newer = true;
    }
  }

  /** Newer lines, oldest first: what follows a piece of the past. */
  after(lines: readonly Line[], newer: boolean, own: Own): void {
    const end = this.#end();
    this.items.push(...lines.filter((line) => line.seq > end).map((line) => said(line, own[line.id])));
    // Lines that came while these were on their way; where nothing follows any more, they are gone again.
    this.newer = newer || (lines.length > 0 && this.newest > this.#end());
    this.#forgetOldest();
  }

  deleted(id: number, by: "author" | "staff"): void {
    this.#change(id, (item) => ({ ...item, by, line: { ...item.line, deleted: true, text: "", reactions: [] } }));
    this.#requote((answered) => answered === id, "");
  }

  /** All up to this line are gone. */
  cleared(upTo: number): void {
    const gone = this.items.findLast((item) => item.kind === "line" && item.line.id <= upTo);
    if (gone !== undefined) {
      this.items = this.items.filter((item) => item.at > gone.at);
      this.more = false;
    }
    this.#requote((id) => id <= upTo, "");
  }

  /** @param own whether it was this page's person who reacted. */
  reaction({ message, emoji, count, on }: Reaction, own: boolean): void {
    this.#change(message, (item) => {
      const others = item.line.reactions.filter((one) => one.emoji !== emoji);
      const at = item.line.reactions.findIndex((one) => one.emoji === emoji);
      const reactions = count === 0 ? others : others.toSpliced(at < 0 ? others.length : at, 0, { emoji, count });
      const mine = item.own.filter((one) => one !== emoji);
      return { ...item, own: own ? (on ? [...mine, emoji] : mine) : item.own, line: { ...item.line, reactions } };
    });
  }

  /** Whether this page's person put this emoji under the line. */
  reacted(message: number, emoji: string): boolean {
    const index = this.find(message);
    const item = index === null ? undefined : this.items[index];
    return item?.kind === "line" && item.own.includes(emoji);
  }

  /** Something for this page alone, after all that was said so far. */
  note(text: string, tone: Tone = "plain"): void {
    this.#place({ kind: "note", key: `n${++this.#notes}`, at: this.#end(), sub: this.#sub(), text, tone });
  }

  /** Somebody came, or went. */
  passing(came: readonly string[], went: readonly string[]): void {
    if (this.newer) {
      return;
    }
    const last = this.items.at(-1);
    if (last?.kind !== "passage" || last.came.length + last.went.length >= MOST_PASSING) {
      const key = `p${++this.#notes}`;
      this.#place({ kind: "passage", key, at: this.#end(), sub: this.#sub(), came: [...came], went: [...went] });
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

  /**
   * What answers show of the lines that they answer, as it is now.
   *
   * @param from answers are after it.
   */
  #requote(isMeant: (id: number) => boolean, text: string, from = 0): void {
    for (let index = this.items.length - 1; index >= 0; index--) {
      const item = this.items[index];
      if (item === undefined || item.at <= from) {
        return;
      }
      if (item.kind === "line" && item.line.reply && isMeant(item.line.reply.message)) {
        this.items[index] = { ...item, line: { ...item.line, reply: { ...item.line.reply, text } } };
      }
    }
  }

  /** What is the newest, before it is held no more. */
  #remember(): void {
    const item = this.items.findLast((item) => item.kind === "line");
    if (item !== undefined && item.at >= this.newest) {
      this.#tip = { id: item.line.id, seq: item.at };
    }
  }

  #place(item: Item): void {
    this.items.push(item);
    this.#forgetOldest();
  }

  #forgetOldest(): void {
    if (this.items.length > MOST) {
      this.items.splice(0, FORGOTTEN_AT_ONCE);
      this.more = true;
    }
  }

  /** The `seq` of the newest line that is held. */
  #end(): number {
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

function said(line: Line, own: readonly string[] = []): Said {
  return { kind: "line", key: `l${line.id}`, at: line.seq, sub: 0, line: whole(line), own };
}

/** With null where there is nothing: a message leaves it out. */
export function whole(line: Line): Line {
  const reply = line.reply ? { ...line.reply, nick: line.reply.nick ?? null } : null;
  return { ...line, author: { ...line.author, nick: line.author.nick ?? null }, reply };
}
