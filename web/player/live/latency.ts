/** How soon a viewer wants what it watches. */

import type { LatencyClass } from "../../wire/control.ts";

/** The class of this name; a word that is none stands for the usual one. */
export function latencyClass(word: string | null): LatencyClass {
  return word === "interactive" || word === "crowd" ? word : "normal";
}
