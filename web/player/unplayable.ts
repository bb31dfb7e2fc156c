/** Why a broadcast cannot be played in this browser, on this page. */

/**
 * `engine`: neither WebCodecs nor Media Source. `decoder`: none for this codec. `webcodecs`: this codec is only drawn
 * with them, and the browser has none. `security`: it has, but keeps them from insecure addresses. `worker`: the page
 * lets no worker run, and there is no Media Source.
 */
export type Unplayable =
  | { lacks: "engine" | "worker" }
  | { lacks: "decoder" | "webcodecs" | "security"; codec: string };

/** Codecs that only WebCodecs' engine draws. */
export function needsWebCodecs(codec: string): boolean {
  return ["jpeg", "i420", "bgr"].includes(codec);
}

/** Why Media Source does not play this codec. */
export function unplayableInMediaSource(codec: string): Unplayable {
  if (!needsWebCodecs(codec)) {
    return { lacks: "decoder", codec };
  }
  return { lacks: isSecureContext ? "webcodecs" : "security", codec };
}

const NAMES: readonly (readonly [string, string])[] = [
  ["jpeg", "JPEG pictures"],
  ["i420", "raw pictures"],
  ["bgr", "raw pictures"],
  ["avc1.", "H.264 video"],
  ["hvc1.", "HEVC video"],
  ["vp09.", "VP9 video"],
  ["av01.", "AV1 video"],
  ["opus", "Opus sound"],
];

/** `HEVC video`: a codec string as people call it. */
export function codecInWords(codec: string): string {
  return NAMES.find(([prefix]) => codec.startsWith(prefix))?.[1] ?? codec;
}
