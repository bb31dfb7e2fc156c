/** One request to the server's REST interface (its OpenAPI is at /api/v1/openapi.json). */

/** The server's answer was an error; `code` is one of its stable ones, or `unreachable`. */
export class ApiError extends Error {
  constructor(
    readonly code: string,
    message: string,
    /** 0 where no answer came. */
    readonly status = 0,
    /** Milliseconds after which it may be tried again, where the server says so. */
    readonly retryAfter: number | null = null,
  ) {
    super(message);
  }
}

export type Method = "POST" | "PUT" | "PATCH" | "DELETE";

/** A server that does not answer within this is asked again. */
const PATIENCE_MS = 8_000;
/** What changes something may have to wait for its turn, as the hashing of passwords does. */
const CHANGE_PATIENCE_MS = 30_000;

/**
 * Ask for `/api/v1{path}`.
 *
 * @throws {ApiError} the server refused, or cannot be reached.
 * @throws {DOMException} `AbortError`: the signal ended it.
 */
export function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return ask<T>(path, {}, PATIENCE_MS, signal);
}

/**
 * Change something at `/api/v1{path}`; what it answers, where it answers with anything.
 *
 * @param body sent as JSON; bytes as they are, with their own type.
 * @throws as of `get`.
 */
export function send<T = void>(method: Method, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  if (body instanceof Blob) {
    return ask<T>(path, { method, body, headers: { "content-type": body.type } }, CHANGE_PATIENCE_MS, signal);
  }
  const sent = body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
  return ask<T>(path, { method, ...sent }, CHANGE_PATIENCE_MS, signal);
}

async function ask<T>(path: string, init: RequestInit, patience: number, signal?: AbortSignal): Promise<T> {
  const late = AbortSignal.timeout(patience);
  try {
    const answer = await fetch(`/api/v1${path}`, {
      ...init,
      signal: signal === undefined ? late : AbortSignal.any([signal, late]),
      headers: { accept: "application/json", ...init.headers },
    });
    if (!answer.ok) {
      throw await errorOf(answer);
    }
    return (answer.status === 204 ? undefined : await answer.json()) as T;
  } catch (error) {
    if (error instanceof ApiError || signal?.aborted === true) {
      throw error;
    }
    throw new ApiError("unreachable", "The server does not answer. Try again in a moment.");
  }
}

async function errorOf(answer: Response): Promise<ApiError> {
  const { status } = answer;
  const wait = Number(answer.headers.get("retry-after") ?? Number.NaN);
  const retryAfter = Number.isFinite(wait) ? wait * 1_000 : null;
  let detail: { code?: string; message?: string } | undefined;
  try {
    detail = ((await answer.json()) as { error?: { code?: string; message?: string } }).error;
  } catch {
    // Not of this server: a proxy's own page.
  }
  return new ApiError(detail?.code ?? "http_error", detail?.message ?? `the server answered ${status}`, status, retryAfter);
}
