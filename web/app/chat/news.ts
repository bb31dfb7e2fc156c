/** New lines as a screen reader is told them: one by one while they are few, then how many there are. */

import type { Line } from "../../openapi/chat/types.ts";
import { mentions } from "./text.ts";

/** They are read out at most so often, and more than so many only as a number. */
export const EVERY_MS = 2_500;
export const AT_ONCE_MS = 150;
const MOST = 3;

export class News {
  #tell: (said: string, urgent: string) => void;
  /** The newest that speak to this page's person, and the newest and the number of the others. */
  #calls: Line[] = [];
  #others: Line[] = [];
  #count = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param tell what is to be read out, and what of it at once, as it speaks to this page's person. */
  constructor(tell: (said: string, urgent: string) => void) {
    this.#tell = tell;
  }

  /**
   * A new line came.
   *
   * @param me this page's own nick.
   */
  add(line: Line, me: string | null): void {
    if (me !== null && (mentions(line.text, me) || line.reply?.nick === me)) {
      this.#calls = [...this.#calls, line].slice(-MOST);
    } else {
      this.#others = [...this.#others, line].slice(-MOST);
      this.#count += 1;
    }
    // At once, unless something was just read out.
    this.#timer ??= setTimeout(() => this.#out(), AT_ONCE_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #out(): void {
    const said = this.#count > MOST ? `${this.#count} new lines` : this.#others.map(spoken).join(". ");
    this.#tell(said, this.#calls.map(spoken).join(". "));
    [this.#calls, this.#others, this.#count] = [[], [], 0];
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#calls.length + this.#count > 0) {
        this.#out();
      }
    }, EVERY_MS);
  }
}

function spoken(line: Line): string {
  const nick = line.author.nick ?? "deleted account";
  return line.kind === "me" ? `${nick} ${line.text}` : `${nick}: ${line.text}`;
}
