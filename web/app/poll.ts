/** Asking again and again, while anybody looks. */

/**
 * Call `ask` now and every so often after it answered, and at once when the page is looked at again; not while it is
 * hidden. The answer ends it.
 *
 * @param ask told by the signal when nobody waits for it any more; it handles its own errors.
 */
export function poll(ask: (signal: AbortSignal) => Promise<void>, everyMillis: number): () => void {
  const ending = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asking = false;

  const round = async () => {
    clearTimeout(timer);
    if (asking || ending.signal.aborted || document.hidden) {
      return;
    }
    asking = true;
    await ask(ending.signal);
    asking = false;
    if (!ending.signal.aborted) {
      timer = setTimeout(() => void round(), everyMillis);
    }
  };
  const lookedAt = () => void round();

  document.addEventListener("visibilitychange", lookedAt);
  ending.signal.addEventListener("abort", () => {
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", lookedAt);
  });
  void round();
  return () => ending.abort();
}
