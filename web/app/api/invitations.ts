/** Invitations, for those who run the site. */

import type { InvitationAnswer, InvitationsAnswer, NewInvitationAnswer } from "../../openapi/types.ts";
import { get, send } from "./request.ts";
import type { SiteRole } from "./session.ts";

export type { InvitationAnswer, NewInvitationAnswer };

export async function fetchInvitations(signal: AbortSignal): Promise<InvitationAnswer[]> {
  return (await get<InvitationsAnswer>("/invitations", signal)).invitations;
}

export function invite(role: SiteRole, uses: number, hours: number): Promise<NewInvitationAnswer> {
  return send<NewInvitationAnswer>("POST", "/invitations", { role, uses, hours });
}

export function takeBack(id: string): Promise<void> {
  return send("DELETE", `/invitations/${id}`);
}
