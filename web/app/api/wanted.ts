export type SiteRole = "owner" | "admin" | "member";
export interface SiteAnswer { sign_up: "open" | "invitation" | "closed"; set_up: boolean }
export interface MeAnswer { id: string; name: string; role: SiteRole; has_password: boolean; created_at: string; signed_in_at: string | null; session: string | null; scopes: string[] }
export interface InvitationLookAnswer { role: SiteRole; uses_left: number; expires_at: string }
export interface SessionAnswer { id: string; device: string; created_at: string; used_at: string; current: boolean }
export interface SessionsAnswer { sessions: SessionAnswer[] }
export interface PasskeyAnswer { id: string; name: string; created_at: string; used_at: string | null; backed_up: boolean }
export interface PasskeysAnswer { passkeys: PasskeyAnswer[] }
export interface TokenAnswer { id: string; name: string; scopes: Scope[]; created_at: string; used_at: string | null; expires_at: string | null }
export interface TokensAnswer { tokens: TokenAnswer[] }
export interface NewTokenAnswer extends TokenAnswer { secret: string }
export interface InvitationAnswer { id: string; role: SiteRole; uses_left: number; created_at: string; expires_at: string }
export interface InvitationsAnswer { invitations: InvitationAnswer[] }
export interface NewInvitationAnswer extends InvitationAnswer { secret: string; path: string }
export type Scope = "read" | "publish" | "channels" | "account" | "site";
