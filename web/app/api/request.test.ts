import { afterEach, expect, test, vi } from "vitest";
import { type ApiError, get, send } from "./request.ts";

afterEach(() => vi.unstubAllGlobals());

/** What goes out, and what comes back. */
function answering(status: number, body: string, headers: Record<string, string> = {}) {
  const asked: { url: string; init: RequestInit }[] = [];
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    asked.push({ url, init });
    return new Response(status === 204 ? null : body, { status, headers });
  });
  return asked;
}

const failing = (work: Promise<unknown>) => work.then(() => undefined, (error: ApiError) => error);

test("asks below /api/v1 and reads JSON", async () => {
  const asked = answering(200, '{"name":"ada"}');
  expect(await get("/me")).toEqual({ name: "ada" });
  expect(asked[0]?.url).toBe("/api/v1/me");
});

test("sends JSON, and bytes as what they are", async () => {
  const asked = answering(204, "");
  expect(await send("PATCH", "/me", { name: "grace" })).toBeUndefined();
  await send("PUT", "/channels/lobby/picture", new Blob(["x"], { type: "image/png" }));
  await send("DELETE", "/me/sessions");
  expect(asked.map(({ init }) => [init.method, new Headers(init.headers).get("content-type"), init.body])).toEqual([
    ["PATCH", "application/json", '{"name":"grace"}'],
    ["PUT", "image/png", expect.any(Blob)],
    ["DELETE", null, undefined],
  ]);
});

test("tells the code, and how long to wait", async () => {
  answering(429, '{"error":{"code":"slow_down","message":"too many wrong tries"}}', { "retry-after": "12" });
  expect(await failing(get("/me"))).toMatchObject({
    code: "slow_down", message: "too many wrong tries", status: 429, retryAfter: 12_000,
  });
});

test("bears an answer that is not the server's", async () => {
  answering(502, "<h1>Bad gateway</h1>");
  expect(await failing(get("/me"))).toMatchObject({ code: "http_error", status: 502, retryAfter: null });
});

test("says that the server does not answer, and nothing where nobody waits any more", async () => {
  vi.stubGlobal("fetch", async (_url: string, init: RequestInit) => {
    init.signal?.throwIfAborted();
    throw new TypeError("Failed to fetch");
  });
  expect(await failing(get("/me"))).toMatchObject({ code: "unreachable", status: 0 });
  expect(await failing(get("/me", AbortSignal.abort()))).toMatchObject({ name: "AbortError" });
});
