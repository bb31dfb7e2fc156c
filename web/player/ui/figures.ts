/** Figures as people read them. */

import type { PlayerStats } from "../stats.ts";

const NONE = "–";

const ENGINES: Record<PlayerStats["engine"], string> = { webcodecs: "WebCodecs", mse: "Media Source" };

/** `42 ms`, or `1.35 s` from a second on. */
export function duration(millis: number | null): string {
  if (millis === null || !Number.isFinite(millis)) {
    return NONE;
  }
  return Math.abs(millis) < 999.5 ? `${Math.round(millis)} ms` : `${(millis / 1_000).toFixed(2)} s`;
}

/** `850 kbit/s`, or `2.4 Mbit/s` from a million on. */
export function bitrate(bitsPerSecond: number): string {
  return bitsPerSecond < 999_500
    ? `${Math.round(bitsPerSecond / 1_000)} kbit/s`
    : `${(bitsPerSecond / 1_000_000).toFixed(1)} Mbit/s`;
}

/** `normal`, or `normal, bundled 120 ms` while the server gathers. */
function latencyClass({ latencyClass, bundle }: PlayerStats): string {
  return bundle > 0 ? `${latencyClass}, bundled ${duration(bundle)}` : latencyClass;
}

/** `none`, `end to end`, or `end to end, 3 packets tampered with`. */
function encryption({ encrypted, tampered }: PlayerStats): string {
  const packets = `${tampered} ${tampered === 1 ? "packet" : "packets"} tampered with`;
  return encrypted ? (tampered > 0 ? `end to end, ${packets}` : "end to end") : "none";
}

/** What the overlay shows, a name and a value a row. */
export function overlayRows(stats: PlayerStats): [string, string][] {
  const size = stats.width > 0 ? `${stats.width} × ${stats.height}` : NONE;
  return [
    ["Latency", duration(stats.latency?.now ?? null)],
    ["Class", latencyClass(stats)],
    ["p50 / p95", `${duration(stats.latency?.p50 ?? null)} / ${duration(stats.latency?.p95 ?? null)}`],
    ["Frame rate", `${Math.round(stats.fps)} fps`],
    ["Bit rate", bitrate(stats.bitrate)],
    ["Picture", size],
    ["Codec", stats.codec === "" ? NONE : stats.codec],
    ["Engine", ENGINES[stats.engine]],
    ["Encryption", encryption(stats)],
    ["Buffer", duration(stats.buffer)],
    ["Skipped groups", String(stats.skippedGroups)],
    ["Dropped frames", String(stats.droppedFrames)],
    ["First picture", duration(stats.firstPicture)],
  ];
}
