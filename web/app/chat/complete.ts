/** What the words before the cursor may become: a command, what a command wants, somebody's nick, an emote. */

import type { CommandUsage } from "../../openapi/chat/types.ts";
import { emojiFor } from "./emoji.ts";

export interface Known {
  commands: readonly CommandUsage[];
  nicks: readonly string[];
  /** The address of each uploaded emote's picture, by its name. */
  emotes: ReadonlyMap<string, string>;
}

export interface Option {
  /** What takes the words' place. */
  insert: string;
  /** What is shown of it. */
  label: string;
  hint: string;
  /** A sign or a picture's address in front. */
  sign?: string;
  picture?: string;
}

export interface Completion {
  /** What is completed: from here up to the cursor. */
  from: number;
  options: readonly Option[];
}

const MOST = 8;
const COLOURS = [
  "red", "orange", "amber", "yellow", "lime", "green", "mint", "teal",
  "cyan", "sky", "blue", "indigo", "violet", "purple", "pink", "rose",
]; // prettier-ignore
const DURATIONS = ["30s", "1m", "5m", "10m", "1h", "1d", "7d"];

/** What may be meant at the end of `before`, the text up to the cursor; null: nothing to offer. */
export function completionOf(before: string, known: Known): Completion | null {
  const command = /^\/(\S*)$/u.exec(before);
  if (command !== null) {
    return some(0, commandsFor(command[1] ?? "", known.commands));
  }
  const word = /(?:^|\s)(\S*)$/u.exec(before)?.[1] ?? "";
  const from = before.length - word.length;
  const called = /^\/(\S+)\s/u.exec(before);
  if (called !== null && !word.startsWith("@") && !word.startsWith(":")) {
    const info = commandOf(called[1] ?? "", known.commands);
    const place = before.slice(called[0].length).split(/\s+/u).length - 1;
    return info === null ? null : some(from, argumentsFor(info, place, word, known));
  }
  if (/^@[^@]*$/u.test(word)) {
    const plain = called !== null && placeIsNick(called[1] ?? "", before.slice(called[0].length), known);
    return some(from, nicksFor(word.slice(1), known.nicks, plain ? "" : "@"));
  }
  if (/^:[a-z0-9_+]{2,}$/iu.test(word)) {
    return some(from, emotesFor(word.slice(1), known.emotes));
  }
  return null;
}

/** The command of this word, also by another name. */
export function commandOf(word: string, commands: readonly CommandUsage[]): CommandUsage | null {
  const wanted = word.toLowerCase();
  return commands.find((one) => one.name === wanted || one.aliases.includes(wanted)) ?? null;
}

function some(from: number, options: readonly Option[]): Completion | null {
  return options.length === 0 ? null : { from, options };
}

function commandsFor(letters: string, commands: readonly CommandUsage[]): Option[] {
  const wanted = letters.toLowerCase();
  return commands.flatMap(({ name, aliases, usage, text }) => {
    const word = [name, ...aliases].find((one) => one.startsWith(wanted));
    return word === undefined ? [] : [{ insert: `/${word} `, label: word === name ? usage : `/${word}`, hint: text }];
  });
}

function argumentsFor(info: CommandUsage, place: number, word: string, known: Known): Option[] {
  const last = info.arguments.at(-1);
  const argument = info.arguments[place] ?? (last?.many === true ? last : undefined);
  const of = (values: readonly string[]) =>
    values.filter((value) => value.startsWith(word.toLowerCase())).map((value) => ({ insert: `${value} `, label: value, hint: "" }));
  switch (argument?.kind) {
    case "nick":
      return nicksFor(word, known.nicks, "");
    case "on_off":
      return of(["on", "off"]);
    case "colour":
      return of(COLOURS);
    case "duration":
      return of(info.alone ? [...DURATIONS, info.alone] : DURATIONS);
    case "command":
      return of(known.commands.map((command) => command.name)).slice(0, MOST);
    default:
      return [];
  }
}

function placeIsNick(command: string, rest: string, known: Known): boolean {
  const place = rest.split(/\s+/u).length - 1;
  return commandOf(command, known.commands)?.arguments[place]?.kind === "nick";
}

function nicksFor(letters: string, nicks: readonly string[], sign: string): Option[] {
  const wanted = letters.toLowerCase();
  return nicks
    .filter((nick) => nick.toLowerCase().startsWith(wanted))
    .slice(0, MOST)
    .map((nick) => ({ insert: `${sign}${nick} `, label: nick, hint: "" }));
}

function emotesFor(letters: string, emotes: ReadonlyMap<string, string>): Option[] {
  const wanted = letters.toLowerCase();
  const own = [...emotes]
    .filter(([name]) => name.includes(wanted))
    .slice(0, MOST)
    .map(([name, picture]) => ({ insert: `:${name}: `, label: `:${name}:`, hint: "", picture }));
  const rest = emojiFor(wanted, MOST - own.length).map(({ name, sign }) => ({ insert: `${sign} `, label: `:${name}:`, hint: "", sign }));
  return [...own, ...rest];
}
