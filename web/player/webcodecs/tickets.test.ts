import { expect, test } from "vitest";
import type { FromWorker } from "./messages.ts";
import { PageTickets } from "./tickets.ts";

test("each question gets its own answer, across the thread", async () => {
  const said: FromWorker[] = [];
  const tickets = new PageTickets((message) => said.push(message));
  const first = tickets.ask(null);
  const second = tickets.ask("not_allowed");
  expect(said).toEqual([
    { type: "ticket-please", id: 1, refusal: null },
    { type: "ticket-please", id: 2, refusal: "not_allowed" },
  ]);
  tickets.answered(2, "flt_2", false);
  tickets.answered(1, null, true);
  await expect(second).resolves.toBe("flt_2");
  await expect(first).rejects.toThrow();
});
