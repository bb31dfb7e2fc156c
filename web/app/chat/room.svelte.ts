/** One room of the chat as a page shows it. */

import type {
  CommandUsage,
  Crowd,
  FromServer,
  NickNeeded,
  Person,
  PollState,
  RoomSettings,
  Line,
  Lines,
  Welcome,
  You,
} from "../../openapi/chat/types.ts";
import { fetchEmotes } from "../api/chat.ts";
import { ApiError } from "../api/request.ts";
import { type Answer, chatAddress, Connection, type LinkState, newId, type Wish } from "./connection.ts";
import { Privates } from "./privates.svelte.ts";
import { device, storedNick, storeNick } from "./stored.ts";
import { Transcript, whole } from "./transcript.ts";

/** A line of one's own that is on its way. */
export interface Sending {
  id: string;
  text: string;
  me: boolean;
  /** Its line, once the server has it. */
  line: number | null;
}

export interface Silence {
  /** By the server's clock, in microseconds since 1970. */
  until: number;
  reason: string;
}

/** Where everybody is told by name. */
const SMALL = 50;
const PAGE = 100;
/** The code of what is told where a connection was closed by this page itself. */
const CLOSED = "closed";

export class ChatRoom {
  readonly channel: string;
  link = $state<LinkState>("connecting");
  you = $state.raw<You | null>(null);
  settings = $state.raw<RoomSettings>({});
  people = $state(0);
  reading = $state(0);
  /** Who is here; null: too many to be told. */
  present = $state.raw<readonly Person[] | null>(null);
  pinned = $state.raw<Line | null>(null);
  poll = $state.raw<PollState | null>(null);
  nickNeeded = $state.raw<NickNeeded | null>(null);
  silence = $state.raw<Silence | null>(null);
  /** A moderator's warning that was not read yet. */
  warning = $state<string | null>(null);
  /** Why there is no way back by itself. */
  over = $state.raw<ApiError | null>(null);
  /** The choice of this person in the poll; null: none yet. */
  voted = $state<number | null>(null);
  /** What this person may type with a slash. */
  commands = $state.raw<readonly CommandUsage[]>([]);
  /** The addresses of the pictures of the channel's own emotes, by name. */
  emotes = $state.raw<ReadonlyMap<string, string>>(new Map());
  /** Lines that wait for a moderator, as those who keep order are told. */
  held = $state(0);
  /** In small letters: whose lines this person does not want to see. */
  blocked = $state.raw<ReadonlySet<string>>(new Set());
  sending = $state.raw<readonly Sending[]>([]);
  /** Counts the changes of the transcript, at most one a frame. */
  version = $state(0);
  /** Older lines are on their way. */
  loading = $state(false);
  readonly transcript = new Transcript();
  readonly privates = new Privates();

  #connection: Connection;
  /** Where a cookie tells who a guest is, it alone does. */
  #device: string | null;
  /** Up to which line the chat was cleared. */
  #cleared = 0;
  /** The version of the emotes that are held. */
  #emotes = 0;
  /** How far the server's clock is ahead of `performance.now()`, in milliseconds; until it was asked, by this machine's clock. */
  #ahead = $state(Date.now() - performance.now());
  #frame: number | null = null;
  #heard: (line: Line) => void;

  /**
   * @param ticket what shows the right to be there, where a cookie does not: a new one each time.
   * @param embedded in a frame on another site's page, where there are no cookies.
   * @param heard told each new line.
   */
  constructor(channel: string, ticket: () => Promise<string | null>, embedded: boolean, heard: (line: Line) => void) {
    this.channel = channel;
    this.#device = embedded ? device() : null;
    this.#heard = heard;
    this.#connection = new Connection(chatAddress(location.origin, channel), {
      hello: async () => {
        const shown = await ticket();
        return {
          nick: this.you?.nick ?? storedNick(),
          last: this.transcript.last,
          ...(this.#device === null ? {} : { device: this.#device }),
          ...(shown === null ? {} : { ticket: shown }),
        };
      },
      heard: (message) => this.#take(message),
      changed: (state) => (this.link = state),
    });
  }

  /** Come in; the answer leaves. */
  follow(): () => void {
    const hurry = () => {
      if (!document.hidden) {
        this.#connection.hurry();
      }
    };
    this.#connection.start();
    window.addEventListener("online", hurry);
    document.addEventListener("visibilitychange", hurry);
    return () => {
      window.removeEventListener("online", hurry);
      document.removeEventListener("visibilitychange", hurry);
      this.#connection.stop();
      cancelAnimationFrame(this.#frame ?? 0);
    };
  }

  /** Come in again, after it was over. */
  again(): void {
    this.over = null;
    this.#connection.start();
  }

  /** Whether this person may do something: a deed of docs/chat.md, in lower case. */
  may(deed: string): boolean {
    return this.you?.may.includes(deed) === true;
  }

  /** Whether these words are of this page's own person. */
  isOwn(nick: string | null): boolean {
    return nick !== null && nick === this.you?.nick;
  }

  /** Whether this person does not want to see what somebody writes. */
  isBlocked(nick: string | null | undefined): boolean {
    return this.blocked.has(nick?.toLowerCase() ?? "");
  }

  /** A time of the server by `performance.now()`, in milliseconds: this machine's clock may be wrong. */
  here(micros: number): number {
    return micros / 1_000 - this.#ahead;
  }

  /** @throws {ApiError} as of `Connection.ask`. */
  ask(wish: Wish): Promise<Answer> {
    return this.#connection.ask(wish);
  }

  /** Write a line, which is seen at once. */
  async say(text: string, replyTo: number | null = null): Promise<void> {
    const id = newId();
    this.sending = [...this.sending, { id, text, me: false, line: null }];
    try {
      const answer = await this.#connection.ask({ type: "say", text, ...(replyTo === null ? {} : { reply_to: replyTo }) }, id);
      const line = answer.type === "ok" ? (answer.message ?? null) : null;
      if (answer.type === "held") {
        this.#note(`Your line waits for a moderator: ${answer.reason}`, "warning");
      }
      // What was told before the answer is there already.
      const done = line === null || this.transcript.find(line) !== null;
      this.sending = this.sending.flatMap((one) => (one.id !== id ? [one] : done ? [] : [{ ...one, line }]));
    } catch (error) {
      this.sending = this.sending.filter((one) => one.id !== id);
      throw error;
    }
  }

  /** What is typed with a slash in front. */
  async command(text: string): Promise<void> {
    await this.#connection.ask({ type: "command", text });
  }

  async whisper(to: string, text: string): Promise<void> {
    await this.#connection.ask({ type: "private", to, text });
  }

  async react(message: number, emoji: string): Promise<void> {
    const on = !this.transcript.reacted(message, emoji);
    await this.#connection.ask({ type: "react", message, emoji, on });
  }

  /** A guest takes a nick. */
  async takeNick(nick: string): Promise<void> {
    await this.#connection.ask({ type: "nick", nick });
  }

  async vote(choice: number): Promise<void> {
    const poll = this.poll;
    if (poll !== null) {
      await this.#connection.ask({ type: "vote", choice, poll: poll.id });
      this.voted = choice;
    }
  }

  /** Lines before those that are held. */
  older(): void {
    const before = this.transcript.first;
    if (this.transcript.more) {
      this.#learn(this.#page(before === null ? {} : { before }, ({ lines, more, own }) => {
        if (before === this.transcript.first) {
          this.transcript.before(lines, more, own);
        }
      }));
    }
  }

  /** Lines after those that are held, where they are a piece of the past. */
  newer(): void {
    const after = this.transcript.end;
    if (this.transcript.newer && after !== null) {
      this.#learn(this.#page({ after }, ({ lines, newer, own }) => {
        if (after === this.transcript.end) {
          this.transcript.after(lines, newer, own);
        }
      }));
    }
  }

  /** Hold the newest lines, wherever one was. */
  async newest(): Promise<void> {
    if (this.transcript.newer) {
      await this.#reload();
    }
  }

  /**
   * Hold the lines around one.
   *
   * @throws {ApiError} as of `Connection.ask`; `message_unknown`: it is gone.
   */
  async around(message: number): Promise<void> {
    const answer = await this.ask({ type: "history", around: message, limit: PAGE });
    if (answer.type === "lines") {
      this.transcript.around(answer.lines, answer.more, answer.newer, answer.own);
      this.#touch();
    }
  }

  /** Something for this page alone, among the lines. */
  tell(text: string): void {
    this.#note(text);
  }

  #take(message: FromServer): void {
    switch (message.type) {
      case "welcome":
        this.#welcomed(message);
        break;
      case "nick_needed":
        this.nickNeeded = message;
        break;
      case "message":
        if (this.transcript.put(message.line) && !this.isBlocked(message.line.author.nick)) {
          this.#heard(message.line);
        }
        if (this.sending.length > 0) {
          this.sending = this.sending.filter((one) => one.line !== message.line.id);
        }
        this.#touch();
        break;
      case "edited":
        this.transcript.change(message.line);
        this.#touch();
        break;
      case "deleted":
        this.transcript.deleted(message.message, message.by);
        this.#touch();
        break;
      case "reaction":
        this.transcript.reaction(message, this.isOwn(message.nick));
        this.#touch();
        break;
      case "cleared":
        this.#clear(message.up_to);
        break;
      case "joined":
        this.#passed(message.people, []);
        break;
      case "left":
        this.#passed([], message.nicks);
        break;
      case "crowd":
        this.#counted(message);
        break;
      case "changed":
        this.#changed(message.nick, message.person);
        break;
      case "you":
        this.#became(message.you);
        break;
      case "notice":
        this.#note(message.text);
        break;
      case "private":
        this.privates.take(message, this.you?.nick ?? "");
        break;
      case "settings":
        this.settings = message.settings;
        break;
      case "poll":
        if (message.poll.id !== this.poll?.id) {
          this.voted = null;
        }
        this.poll = message.poll;
        break;
      case "blocked":
        this.blocked = new Set(message.nicks.map((nick) => nick.toLowerCase()));
        break;
      case "emotes":
        // Not all pages of a crowd at once.
        setTimeout(() => this.#learn(this.#loadEmotes(message.version)), Math.random() * 3_000);
        break;
      case "waiting":
        this.held = message.count;
        break;
      case "pinned":
        this.pinned = message.line ? whole(message.line) : null;
        break;
      case "timed_out":
        this.silence = { until: message.until, reason: message.reason ?? "" };
        break;
      case "warned":
        this.warning = message.reason;
        break;
      case "pong":
        this.#ahead = message.now / 1_000 - performance.now();
        break;
      case "bye":
        if (message.retry !== true) {
          this.over = new ApiError(message.code, message.message ?? "", 0, message.retry_after ?? null);
        }
        break;
    }
  }

  #welcomed({ you, room, history, own, resumed, blocked, voted }: Welcome): void {
    this.over = null;
    this.settings = room.settings;
    this.people = room.people;
    this.reading = room.reading;
    this.present = room.present ?? null;
    this.pinned = room.pinned ? whole(room.pinned) : null;
    this.poll = room.poll ?? null;
    this.voted = voted ?? null;
    this.blocked = new Set(blocked.map((nick) => nick.toLowerCase()));
    this.#cleared = room.cleared ?? 0;
    this.transcript.cleared(this.#cleared);
    this.transcript.welcome(history, resumed === true, own);
    this.sending = this.sending.filter((one) => one.line === null || this.transcript.find(one.line) === null);
    this.#touch();
    this.#became(you);
    this.#learn(this.ask({ type: "ping" }));
    this.#learn(this.#loadEmotes(room.emotes ?? 0));
  }

  /** What the page does well enough without, until it is asked for the next time. */
  #learn(asking: Promise<unknown>): void {
    void asking.catch((error: unknown) => {
      if (!(error instanceof ApiError)) {
        throw error;
      }
    });
  }

  async #loadEmotes(version: number): Promise<void> {
    if (version !== this.#emotes) {
      this.emotes = new Map(version === 0 ? [] : (await fetchEmotes(this.channel)).map((emote) => [emote.name, emote.url]));
      this.#emotes = version;
    }
  }

  async #loadCommands(): Promise<void> {
    const answer = await this.ask({ type: "commands" });
    if (answer.type === "commands") {
      this.commands = answer.commands;
    }
  }

  #became(you: You): void {
    if (you.rank !== this.you?.rank || this.commands.length === 0) {
      this.#learn(this.#loadCommands());
    }
    // A message leaves out what is not there.
    this.you = { ...you, nick: you.nick ?? null };
    if (this.you.nick !== null) {
      this.nickNeeded = null;
      if (you.guest) {
        storeNick(this.you.nick);
      }
    }
  }

  #clear(upTo: number): void {
    const undone = upTo < this.#cleared;
    this.#cleared = upTo;
    this.transcript.cleared(upTo);
    this.#note(undone ? "The clearing of the chat was undone." : "A moderator cleared the chat.");
    if (undone || this.transcript.newer) {
      this.#learn(this.#reload());
    }
  }

  /** Have the newest lines told anew. */
  async #reload(): Promise<void> {
    const answer = await this.ask({ type: "history", limit: PAGE });
    if (answer.type === "lines") {
      this.transcript.around(answer.lines, answer.more, false, answer.own);
      this.#touch();
    }
  }

  /** One page of lines more, at either end. */
  async #page(from: { before?: number; after?: number }, take: (answer: Lines) => void): Promise<void> {
    if (this.loading || this.link !== "open") {
      return;
    }
    this.loading = true;
    try {
      const answer = await this.ask({ type: "history", limit: PAGE, ...from });
      if (answer.type === "lines") {
        take(answer);
        this.#touch();
      }
    } finally {
      this.loading = false;
    }
  }

  #passed(came: readonly Person[], went: readonly string[]): void {
    const gone = new Set([...went, ...came.map((person) => person.nick)]);
    if (this.present !== null) {
      const rest = this.present.filter((person) => !gone.has(person.nick));
      this.present = [...rest, ...came].sort((a, b) => a.nick.localeCompare(b.nick));
      this.people = this.present.length;
      if (this.people >= SMALL) {
        this.present = null;
      }
    }
    this.transcript.passing(came.map((person) => person.nick), went);
    this.#touch();
  }

  #counted({ people, reading }: Crowd): void {
    this.people = people;
    this.reading = reading;
    if (this.present !== null && this.present.length !== people) {
      this.present = null;
    }
  }

  #changed(before: string, person: Person): void {
    this.present = this.present?.map((one) => (one.nick === before ? person : one)) ?? null;
    if (before !== person.nick) {
      this.#note(`${before} is now ${person.nick}.`);
    }
  }

  #note(text: string, tone: "plain" | "warning" = "plain"): void {
    this.transcript.note(text, tone);
    this.#touch();
  }

  /** Have it drawn with the next frame: a flood of lines is drawn together. */
  #touch(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = null;
      this.version += 1;
    });
  }
}

/** Whether a chat was left by this page itself, which nobody has to be told. */
export function wasClosed(error: ApiError): boolean {
  return error.code === CLOSED;
}
