/** What a viewer shows or knows, that others do not. */

export interface Credentials {
  /** What an end of a cable wants to be shown, or null. */
  readonly key: string | null;
  /** The words that the broadcast is encrypted with, or null. */
  readonly secret: string | null;
}

export const NO_CREDENTIALS: Credentials = { key: null, secret: null };

/**
 * Gets the ticket for the next connection: a right to watch, good once. Null: connect without one.
 *
 * What it throws counts as a connection that broke: it is asked again a little later.
 *
 * @param refusal the code of the refusal that ended the connection before this one, or null. With null for an answer
 *   the player stays away then.
 */
export type TicketProvider = (refusal: string | null) => Promise<string | null>;

/** Refusals that another ticket can mend. */
const MENDABLE: ReadonlySet<string> = new Set(["not_allowed", "ticket_invalid", "sign_in_needed", "password_needed"]);

/** Whether another ticket can help against a refusal of this code. */
export function aTicketMayHelp(code: string): boolean {
  return MENDABLE.has(code);
}
