/** What a viewer shows or knows, that others do not. */

export interface Credentials {
  /** What an end of a cable wants to be shown, or null. */
  readonly key: string | null;
  /** The words that the broadcast is encrypted with, or null. */
  readonly secret: string | null;
}

export const NO_CREDENTIALS: Credentials = { key: null, secret: null };
