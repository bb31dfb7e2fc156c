/** The invitation behind the `#` of a link: `/sign-up#fli_...`. */

/**
 * Take it out of the page's address: it is neither left in the history nor copied with the address.
 *
 * @returns null where there is none.
 */
export function takeInvitation(): string | null {
  // A link that is opened while the page is open changes no more of the address than this.
  window.addEventListener("hashchange", () => location.reload());
  const secret = location.hash.slice(1);
  if (!secret.startsWith("fli_")) {
    return null;
  }
  history.replaceState(history.state, "", location.pathname + location.search);
  return secret;
}
