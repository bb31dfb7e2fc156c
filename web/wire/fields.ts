/** Checks of the fields of control messages: each takes what JSON.parse gave, and returns it typed or throws. */

import { violation } from "./errors.ts";

/** Reads one field; `path` names it in the error. */
export type Read<T> = (value: unknown, path: string) => T;

/** A field of a message: what reads it, and what stands for it where it is absent. */
export interface Field<T, Needed extends boolean> {
  readonly read: Read<T>;
  readonly needed: Needed;
  readonly fallback: T | undefined;
}

export type Fields = Readonly<Record<string, Field<unknown, boolean>>>;

type TypeOf<F> = F extends Field<infer T, boolean> ? T : never;

/** A message as it is read: every field is there. */
export type Complete<S extends Fields> = { readonly [K in keyof S]: TypeOf<S[K]> };

type NeededKeys<S extends Fields> = { [K in keyof S]: S[K] extends Field<unknown, true> ? K : never }[keyof S];

/** A message as it is written: fields that have a default may be left out. */
export type Written<S extends Fields> = { readonly [K in NeededKeys<S>]: TypeOf<S[K]> } & {
  readonly [K in Exclude<keyof S, NeededKeys<S>>]?: TypeOf<S[K]>;
};

export function needed<T>(read: Read<T>): Field<T, true> {
  return { read, needed: true, fallback: undefined };
}

export function withDefault<T>(read: Read<T>, fallback: T): Field<T, false> {
  return { read, needed: false, fallback };
}

/** The fields of `value`, in a new object; what is not in `fields` is left out. */
export function readFields<S extends Fields>(fields: S, value: unknown, path: string): Complete<S> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw violation(`${path} is no object`);
  }
  const given = value as Readonly<Record<string, unknown>>;
  const entries = Object.entries(fields).map(([name, field]) => {
    if (Object.hasOwn(given, name)) {
      return [name, field.read(given[name], `${path}.${name}`)];
    }
    if (field.needed) {
      throw violation(`${path}.${name} is missing`);
    }
    return [name, field.fallback];
  });
  return Object.fromEntries(entries) as Complete<S>;
}

/** A whole number; what a JavaScript number does not hold exactly is refused. */
export function integer(least: number, most: number): Read<number> {
  return (value, path) => {
    if (!Number.isSafeInteger(value)) {
      throw violation(`${path} is no whole number between -(2^53 - 1) and 2^53 - 1`);
    }
    return within(value as number, least, most, path);
  };
}

export function number(least: number, most: number): Read<number> {
  return (value, path) => {
    if (typeof value !== "number") {
      throw violation(`${path} is no number`);
    }
    return within(value, least, most, path);
  };
}

function within(value: number, least: number, most: number, path: string): number {
  if (!(least <= value && value <= most)) {
    throw violation(`${path} is not between ${least} and ${most}`);
  }
  return value;
}

const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\p{Surrogate}]/u;

/** Text of `least` to `most` characters, none of them a control character. */
export function text(least: number, most: number): Read<string> {
  return (value, path) => {
    if (typeof value !== "string" || UNPRINTABLE.test(value)) {
      throw violation(`${path} is no text without control characters`);
    }
    within([...value].length, least, most, `the length of ${path}`);
    return value;
  };
}

export function matching(grammar: RegExp, most: number): Read<string> {
  const read = text(1, most);
  return (value, path) => {
    const word = read(value, path);
    if (!grammar.test(word)) {
      throw violation(`${path} is not of ${grammar.source}`);
    }
    return word;
  };
}

export function oneOf<const T extends string>(...words: readonly T[]): Read<T> {
  return (value, path) => {
    const word = words.find((each) => each === value);
    if (word === undefined) {
      throw violation(`${path} is none of ${words.join(", ")}`);
    }
    return word;
  };
}

export const flag: Read<boolean> = (value, path) => {
  if (typeof value !== "boolean") {
    throw violation(`${path} is neither true nor false`);
  }
  return value;
};

export function orNull<T>(read: Read<T>): Read<T | null> {
  return (value, path) => (value === null ? null : read(value, path));
}

export function list<T>(read: Read<T>, most: number): Read<readonly T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) {
      throw violation(`${path} is no list`);
    }
    within(value.length, 0, most, `the length of ${path}`);
    return value.map((each, index) => read(each, `${path}[${index}]`));
  };
}

export function object<S extends Fields>(fields: S): Read<Complete<S>> {
  return (value, path) => readFields(fields, value, path);
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Bytes, `least` to `most` of them, in base64 with its padding. */
export function base64(least: number, most: number): Read<Uint8Array<ArrayBuffer>> {
  return (value, path) => {
    if (typeof value !== "string" || !BASE64.test(value)) {
      throw violation(`${path} is no base64`);
    }
    const bytes = Uint8Array.from(atob(value), (letter) => letter.charCodeAt(0));
    within(bytes.length, least, most, `the length of ${path}`);
    return bytes;
  };
}

export function toBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}
