import { expect, test } from "vitest";
import { ApiError } from "./api/request.ts";
import { inWords } from "./problems.ts";

test("says what a person can do, and gives the server's own words for what it does not know", () => {
  expect(inWords(new ApiError("channel_taken", "x", 409))).toContain("Choose another name");
  expect(inWords(new ApiError("of_the_future", "not today: try tomorrow", 400))).toBe("Not today: try tomorrow.");
  expect(inWords(new TypeError("x is undefined"))).toContain("Reload");
});
