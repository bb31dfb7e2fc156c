/** A person's own account. */

import type {
  MeAnswer,
  NewTokenAnswer,
  PasskeyAnswer,
  PasskeysAnswer,
  SessionAnswer,
  SessionsAnswer,
  TokenAnswer,
  TokensAnswer,
} from "../../openapi/types.ts";
import { get, send } from "./request.ts";

export type Scope = TokenAnswer["scopes"][number];
export type { NewTokenAnswer, PasskeyAnswer, SessionAnswer, TokenAnswer };

export function rename(name: string): Promise<MeAnswer> {
  return send<MeAnswer>("PATCH", "/me", { name });
}

/** `old`: null where there is none so far. */
export function changePassword(old: string | null, password: string): Promise<void> {
  return send("PUT", "/me/password", old === null ? { new: password } : { old, new: password });
}

export function deleteAccount(): Promise<void> {
  return send("DELETE", "/me");
}

export function fetchExport(): Promise<unknown> {
  return get<unknown>("/me/export");
}

export async function fetchSessions(signal: AbortSignal): Promise<SessionAnswer[]> {
  return (await get<SessionsAnswer>("/me/sessions", signal)).sessions;
}

export function endSession(id: string): Promise<void> {
  return send("DELETE", `/me/sessions/${id}`);
}

export function endOtherSessions(): Promise<void> {
  return send("DELETE", "/me/sessions");
}

export async function fetchPasskeys(signal: AbortSignal): Promise<PasskeyAnswer[]> {
  return (await get<PasskeysAnswer>("/me/passkeys", signal)).passkeys;
}

export function passkeyOptions(): Promise<PublicKeyCredentialCreationOptionsJSON> {
  return send<PublicKeyCredentialCreationOptionsJSON>("POST", "/me/passkeys/options");
}

export function addPasskey(name: string, credential: unknown): Promise<PasskeyAnswer> {
  return send<PasskeyAnswer>("POST", "/me/passkeys", { name, credential });
}

export function renamePasskey(id: string, name: string): Promise<unknown> {
  return send("PATCH", `/me/passkeys/${id}`, { name });
}

export function removePasskey(id: string): Promise<void> {
  return send("DELETE", `/me/passkeys/${id}`);
}

export async function fetchTokens(signal: AbortSignal): Promise<TokenAnswer[]> {
  return (await get<TokensAnswer>("/me/tokens", signal)).tokens;
}

/** `days`: null: it is good until it is revoked. */
export function makeToken(name: string, scopes: readonly Scope[], days: number | null): Promise<NewTokenAnswer> {
  return send<NewTokenAnswer>("POST", "/me/tokens", { name, scopes, ...(days === null ? {} : { days }) });
}

export function revokeToken(id: string): Promise<void> {
  return send("DELETE", `/me/tokens/${id}`);
}
