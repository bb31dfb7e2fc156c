/** What went wrong, as a person in front of a page needs to hear it. */

import { ApiError } from "./api/request.ts";

/** For codes whose own message is made for programs or for the command line. */
const WORDS: Readonly<Record<string, string>> = {
  channel_unknown: "There is no such channel any more.",
  channel_taken: "There is a channel of this name already. Choose another name.",
  channel_offline: "Nothing is on any more.",
  person_unknown: "Nobody here has this name. Names are those that people sign in with.",
  not_allowed: "You may not do this any more. Reload the page to see what you may.",
  sign_in_needed: "You are not signed in any more. Sign in and try again.",
  password_wrong: "This is not the password.",
  slow_down: "Too many tries.",
  content_type_unsupported: "This is no picture that can be used: choose a JPEG, PNG or WebP file.",
  message_too_large: "This is too large.",
  internal: "Something went wrong on the server. Its log says more.",
};

/** The words for what a request, or anything else, threw. */
export function inWords(error: unknown): string {
  if (!(error instanceof ApiError)) {
    return "Something went wrong in this page. Reload it and try again.";
  }
  return WORDS[error.code] ?? sentence(error.message);
}

/** `no such thing: try another` as a sentence of its own. */
function sentence(text: string): string {
  const upper = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?…]$/.test(upper) ? upper : `${upper}.`;
}
