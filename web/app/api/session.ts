/** Coming to the site: signing up, in and out. */

import type { InvitationLookAnswer, MeAnswer, SignedInAnswer, SiteAnswer } from "../../openapi/types.ts";
import { get, send } from "./request.ts";

export type { InvitationLookAnswer, MeAnswer, SiteAnswer };
export type SiteRole = MeAnswer["role"];

/** Who may come, and whether anybody runs the site yet. */
export function fetchSite(signal?: AbortSignal): Promise<SiteAnswer> {
  return get<SiteAnswer>("/site", signal);
}

/** Who is signed in; null: nobody. */
export async function fetchMe(signal?: AbortSignal): Promise<MeAnswer | null> {
  return (await get<SignedInAnswer>("/session", signal)).me;
}

/** Make an account, and sign in. */
export function join(name: string, password: string, invitation: string | null): Promise<MeAnswer> {
  return send<MeAnswer>("POST", "/people", { name, password, ...(invitation === null ? {} : { invitation }) });
}

/** What an invitation is good for. */
export function lookAtInvitation(secret: string, signal?: AbortSignal): Promise<InvitationLookAnswer> {
  return send<InvitationLookAnswer>("POST", "/invitations/look", { secret }, signal);
}

export function signIn(name: string, password: string): Promise<MeAnswer> {
  return send<MeAnswer>("POST", "/session", { name, password });
}

export function signOut(): Promise<void> {
  return send("DELETE", "/session");
}

export function passkeySignInOptions(signal?: AbortSignal): Promise<PublicKeyCredentialRequestOptionsJSON> {
  return send<PublicKeyCredentialRequestOptionsJSON>("POST", "/session/passkey/options", undefined, signal);
}

export function signInByPasskey(credential: unknown): Promise<MeAnswer> {
  return send<MeAnswer>("POST", "/session/passkey", { credential });
}
