/** What a row of the list needs to know of the room and of who looks at it. */

import type { Line, Person } from "../../openapi/chat/types.ts";

export interface Seen {
  /** This page's own nick. */
  me: string | null;
  /** The address of each uploaded emote's picture. */
  emotes: ReadonlyMap<string, string>;
  /** Whose lines are not to be seen. */
  blocked: ReadonlySet<string>;
  may(deed: string): boolean;
  /** Whether this page's person stands above the line's. */
  above(line: Line): boolean;
  /** A line that is being changed. */
  editing: number | null;
  // What can be done
  person(person: Person): void;
  reply(line: Line): void;
  edit(line: Line): void;
  remove(line: Line): void;
  react(line: Line, emoji: string): void;
  pickReaction(line: Line, at: HTMLElement): void;
  pin(line: Line): void;
  /** Show a line that another one answers. */
  show(message: number): void;
}
