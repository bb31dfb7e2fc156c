/** Passkeys, as the browser makes and uses them; the server only checks. */

import { ApiError } from "./api/request.ts";

/** The server takes an answer to its options for five minutes. */
const RENEW_MS = 4 * 60_000;

/** Whether this browser can, at this address: a passkey belongs to a name, and to a connection that nobody reads. */
export function passkeysPossible(): boolean {
  return (
    window.isSecureContext &&
    typeof PublicKeyCredential === "function" &&
    "parseRequestOptionsFromJSON" in PublicKeyCredential &&
    !isAddress(location.hostname)
  );
}

/** Whether a host is an IP address, and no name. */
export function isAddress(host: string): boolean {
  return host.startsWith("[") || /^\d+(\.\d+){3}$/.test(host);
}

/**
 * Have the browser make a passkey; what to send to the server.
 *
 * @throws {ApiError} none was made: `passkey_unused`, `passkey_known` or `passkey_unavailable`.
 */
export async function makePasskey(options: PublicKeyCredentialCreationOptionsJSON): Promise<unknown> {
  return used(
    navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) }),
  );
}

/**
 * Have the person choose a passkey and show that it is they; what to send to the server.
 *
 * @param signal ends the asking.
 * @param quietly only among what the browser offers for the field of the name, and without a window.
 * @throws {ApiError} none was used: `passkey_unused` or `passkey_unavailable`.
 */
export async function usePasskey(
  options: PublicKeyCredentialRequestOptionsJSON,
  signal: AbortSignal,
  quietly = false,
): Promise<unknown> {
  return used(
    navigator.credentials.get({
      publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options),
      mediation: quietly ? "conditional" : "optional",
      signal,
    }),
  );
}

/**
 * Have the browser offer passkeys beside the field of the name (`autocomplete="username webauthn"`); what to send to the
 * server, or null where none was taken.
 *
 * @param options asks the server for new ones, as they grow old while the page is open.
 * @param ending ends the offer.
 */
export async function offerPasskey(
  options: (signal: AbortSignal) => Promise<PublicKeyCredentialRequestOptionsJSON>,
  ending: AbortSignal,
): Promise<unknown> {
  if (!passkeysPossible() || !(await PublicKeyCredential.isConditionalMediationAvailable())) {
    return null;
  }
  for (;;) {
    const old = AbortSignal.timeout(RENEW_MS);
    try {
      return await usePasskey(await options(ending), AbortSignal.any([ending, old]), true);
    } catch {
      // An offer: who does not take it is told nothing.
      if (ending.aborted || !old.aborted) {
        return null;
      }
    }
  }
}

async function used(asked: Promise<Credential | null>): Promise<unknown> {
  let credential: Credential | null;
  try {
    credential = await asked;
  } catch (error) {
    throw inWords(error instanceof DOMException ? error.name : "");
  }
  if (!(credential instanceof PublicKeyCredential)) {
    throw inWords("");
  }
  return credential.toJSON();
}

/** What the browser's exceptions of these two calls mean (WebAuthn Level 3, 5.1.3 and 5.1.4). */
function inWords(name: string): ApiError {
  switch (name) {
    case "InvalidStateError":
      return new ApiError("passkey_known", "This device has a passkey for your account already.");
    case "SecurityError":
      return new ApiError("passkey_unavailable", "This browser allows no passkeys at this address.");
    case "NotSupportedError":
      return new ApiError("passkey_unavailable", "This device has no kind of passkey that is possible here.");
    default:
      // A browser tells no more, so that no page learns which passkeys there are.
      return new ApiError("passkey_unused", "No passkey was used: it was cancelled, took too long, or there is none.");
  }
}
