/** Starts the decoding worker from the file that this is part of. */

/**
 * The worker, from this origin or another.
 *
 * A worker's own script must be of the page's origin. Where the player came from elsewhere, the worker starts as one
 * line that imports it; the page's content policy must then allow `worker-src blob:`.
 */
export function spawnWorker(moduleUrl: string): Worker {
  if (new URL(moduleUrl).origin === location.origin) {
    return new Worker(moduleUrl, { type: "module", name: "footlight" });
  }
  const source = new Blob([`import ${JSON.stringify(moduleUrl)};`], { type: "text/javascript" });
  const address = URL.createObjectURL(source);
  const worker = new Worker(address, { type: "module", name: "footlight" });
  URL.revokeObjectURL(address);
  return worker;
}
