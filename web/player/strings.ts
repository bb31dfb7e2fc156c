/** Every word that the player shows or says. */

import type { Locked } from "../e2ee/opening.ts";
import type { Facts, PlayerState } from "./states.ts";
import { codecInWords, type Unplayable } from "./unplayable.ts";

export interface StateText {
  title: string;
  detail: string;
}

const TEXTS: Record<PlayerState, StateText> = {
  idle: { title: "Ready to play", detail: "" },
  connecting: { title: "Connecting…", detail: "" },
  live: { title: "Live", detail: "" },
  away: { title: "One moment", detail: "The broadcaster dropped out. Waiting for the picture to come back." },
  offline: { title: "Off air", detail: "Nobody is live here right now. This starts by itself when someone is." },
  ended: { title: "The broadcast has ended", detail: "This starts by itself when the next one begins." },
  reconnecting: { title: "Connection lost", detail: "Trying to reach the server again…" },
  broken: {
    title: "The pictures are broken",
    detail: "What is sent here cannot be decoded. This goes on by itself when it can.",
  },
  refused: { title: "The server said no", detail: "" },
  locked: { title: "This broadcast is encrypted", detail: "" },
  unsupported: { title: "This browser cannot play it", detail: "" },
  stopped: { title: "Stopped", detail: "Play goes on with what is live then." },
};

const REFUSALS: Record<string, StateText> = {
  channel_unknown: { title: "No such channel", detail: "The address may be mistyped, or the channel is gone." },
  version_unsupported: { title: "Player and server differ", detail: "Reload the page to get the matching player." },
  key_invalid: {
    title: "This picture needs its key",
    detail: "Open the whole link that was printed where it is sent from, with #key= and all that follows.",
  },
  both_receive: {
    title: "This is for that end's own screen",
    detail: "What comes to it is shown only where it runs: open the link that was printed there.",
  },
  not_allowed: {
    title: "This is not open to you",
    detail: "Who may watch is decided by whoever runs the channel, and may have changed just now.",
  },
  sign_in_needed: { title: "Sign in to watch", detail: "This channel is for people who have an account here." },
  password_needed: { title: "This channel has a password", detail: "Whoever runs the channel gives it out." },
  password_wrong: { title: "Wrong password", detail: "Whoever runs the channel gives out the right one." },
  ticket_invalid: { title: "The ticket is no longer good", detail: "Each is good once, and for a minute." },
  limit_reached: { title: "The house is full", detail: "The server takes no more viewers right now." },
};

/** Refusals that the channel's own page has something against: a sign-in, or a field for the password. */
const MENDED_ON_PAGE: ReadonlySet<string> = new Set(["sign_in_needed", "password_needed", "password_wrong"]);

const LOCKED: Record<Locked, StateText> = {
  secret_missing: {
    title: "This broadcast is encrypted",
    detail: "Open the whole link that you were given, or add #secret= and the words behind this address.",
  },
  secret_wrong: {
    title: "Wrong secret",
    detail: "This broadcast is encrypted with another secret than that of this link. Ask who sends it for theirs.",
  },
  not_encrypted: {
    title: "This broadcast is not encrypted",
    detail:
      "The link has a secret, so only what is encrypted with it is shown: anybody on the way may have made this. " +
      "Without #secret=… it plays all the same.",
  },
  origin_insecure: {
    title: "This page needs a secure address",
    detail: "This broadcast is encrypted, and browsers decrypt only there: open it by https or on this machine.",
  },
};

/** Whether a person does well to go to the channel's page with this refusal. */
export function mendedOnPage(code: string | null): boolean {
  return code !== null && MENDED_ON_PAGE.has(code);
}

/** What to show and say of a player's state. */
export function stateText(state: PlayerState, facts: Facts): StateText {
  if (state === "refused" && facts.phase.name === "refused") {
    return REFUSALS[facts.phase.code] ?? { ...TEXTS.refused, detail: facts.phase.message };
  }
  if (state === "locked" && facts.locked !== null) {
    return LOCKED[facts.locked];
  }
  if (state === "unsupported" && facts.unsupported !== null) {
    return unplayableText(facts.unsupported);
  }
  return TEXTS[state];
}

function unplayableText(why: Unplayable): StateText {
  const { title } = TEXTS.unsupported;
  switch (why.lacks) {
    case "engine":
      return {
        title,
        detail: "It has neither WebCodecs nor Media Source. A current Chrome, Edge, Firefox or Safari does.",
      };
    case "worker":
      return { title, detail: "The page around the player does not allow its worker to run." };
    case "decoder":
      return {
        title,
        detail: `This broadcast is ${codecInWords(why.codec)}, for which it has no decoder. Another browser may.`,
      };
    case "webcodecs":
      return {
        title,
        detail: `This broadcast is ${codecInWords(why.codec)}, which need WebCodecs. A current Chrome or Edge has them.`,
      };
    case "security":
      return {
        title: "This page needs a secure address",
        detail:
          `This broadcast is ${codecInWords(why.codec)}, which need a secure address: ` +
          "open it by https or on this machine.",
      };
  }
}

export const WORDS = {
  player: "Live video player",
  controls: "Player controls",
  play: "Play",
  stop: "Stop",
  mute: "Mute",
  unmute: "Unmute",
  unmuteInvitation: "Turn sound on",
  volume: "Volume",
  soundTrack: "Sound track",
  fullScreen: "Full screen",
  leaveFullScreen: "Leave full screen",
  pictureInPicture: "Picture in picture",
  latency: "Latency and figures",
  hideInset: "Hide second picture",
  showInset: "Show second picture",
  inset: "Second picture. Arrow keys move it to another corner.",
  retry: "Try again",
  openPage: "Open the channel’s page",
  live: "Live",
} as const;

/** `Mute (m)`: what a control does, and the key that does it too. */
export function withKey(word: string, key: string): string {
  return `${word} (${key})`;
}
