/** Private lines: what two people wrote to each other while this page was open. They are kept nowhere else. */

import type { Person, Privately } from "../../openapi/chat/types.ts";

export interface PrivateLine {
  key: number;
  own: boolean;
  text: string;
  /** Microseconds since 1970. */
  sentAt: number;
  /** What the sender's page calls it: the same again is the same line, sent once more. */
  sentAs: string;
}

export interface Conversation {
  with: Person;
  lines: readonly PrivateLine[];
  unread: number;
}

/** Of one conversation; the oldest go. */
const MOST_LINES = 500;
const MOST_PEOPLE = 50;

export class Privates {
  /** Whoever wrote last first. */
  all = $state.raw<readonly Conversation[]>([]);
  /** The nick of the one that is being read. */
  open = $state<string | null>(null);
  readonly unread = $derived(this.all.reduce((sum, one) => sum + one.unread, 0));
  #count = 0;

  /** @param you this page's own nick. */
  take({ sender, to, text, sent_at, sent_as }: Privately, you: string): void {
    const own = sender.nick === you;
    const other = own ? to : sender;
    const known = this.all.find((one) => one.with.nick === other.nick);
    if (known?.lines.some((line) => line.own === own && line.sentAs === sent_as) === true) {
      return;
    }
    const line = { key: ++this.#count, own, text, sentAt: sent_at, sentAs: sent_as };
    const unread = own || this.open === other.nick ? 0 : (known?.unread ?? 0) + 1;
    const now = { with: other, lines: [...(known?.lines ?? []), line].slice(-MOST_LINES), unread };
    this.all = [now, ...this.all.filter((one) => one !== known)].slice(0, MOST_PEOPLE);
  }

  /** Read, or begin, the conversation with somebody; null: none is being read any more. */
  read(person: Person | null): void {
    this.open = person?.nick ?? null;
    if (person !== null && !this.all.some((one) => one.with.nick === person.nick)) {
      this.all = [{ with: person, lines: [], unread: 0 }, ...this.all].slice(0, MOST_PEOPLE);
    }
    this.all = this.all.map((one) => (one.with.nick === this.open ? { ...one, unread: 0 } : one));
  }
}
