import { expect, test } from "vitest";
import { type Ranges, standsAtGap } from "./gap.ts";

function ranges(...pieces: [number, number][]): Ranges {
  const at = (index: number) => pieces[index] ?? [Number.NaN, Number.NaN];
  return { length: pieces.length, start: (index) => at(index)[0], end: (index) => at(index)[1] };
}

test.each<[number, [number, number][], boolean]>([
  [3, [[0, 4]], false],
  [4, [[0, 4]], false],
  [3, [[0, 4], [5, 6]], false],
  [3.97, [[0, 4], [5, 6]], true],
  [4.5, [[0, 4], [5, 6]], true],
  [5.5, [[0, 4], [5, 6]], false],
  [1, [[2, 3]], true],
  [1, [], false],
])("at %s of %j: %s", (playHead, pieces, expected) => {
  expect(standsAtGap(ranges(...pieces), playHead)).toBe(expected);
});
