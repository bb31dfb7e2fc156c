import { expect, test } from "vitest";
import { GUESS, Offsets } from "./offsets.ts";

test("rows that were not drawn yet are guessed, others are where their heights put them", () => {
  const offsets = new Offsets();
  const rows = [{ height: 50 }, {}, { height: 20 }];
  offsets.update(rows);
  expect([offsets.top(0), offsets.top(1), offsets.top(2), offsets.total]).toEqual([0, 50, 50 + GUESS, 70 + GUESS]);
});

test("the row at a height is found, also beyond both ends", () => {
  const offsets = new Offsets();
  offsets.update([{ height: 10 }, { height: 10 }, { height: 10 }]);
  expect([-5, 0, 9, 10, 29, 500].map((y) => offsets.at(y))).toEqual([0, 0, 0, 1, 2, 2]);
});

test("nothing is at the beginning", () => {
  const offsets = new Offsets();
  offsets.update([]);
  expect([offsets.at(0), offsets.total, offsets.top(3)]).toEqual([0, 0, 0]);
});

test("only from the first that changed on are rows placed anew", () => {
  const offsets = new Offsets();
  const rows = [{ height: 10 }, { height: 10 }, { height: 10 }];
  offsets.update(rows);
  rows[1] = { height: 40 };
  rows.push({ height: 5 });
  offsets.update(rows, 1);
  expect([offsets.top(1), offsets.top(2), offsets.total]).toEqual([10, 50, 65]);
  offsets.update(rows.slice(0, 2), 2);
  expect(offsets.total).toBe(50);
});
