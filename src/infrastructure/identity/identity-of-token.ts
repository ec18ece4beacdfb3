import type { JWTPayload } from 'jose';
import { idFrom } from '../../application/events/derived-ids.js';
import { type Identity, TOKEN_ROLES } from '../../application/ports/identity.js';

/** Roles that we do not know are somebody else's: one issuer may serve several programs. */
export function identityOf(issuer: string, subject: string, roles: JWTPayload[string]): Identity {
  const person = `${issuer}\n${subject}`;
  const given: readonly unknown[] = Array.isArray(roles) ? roles : [];
  return {
    fanId: idFrom('fan', person),
    creatorId: idFrom('cre', person),
    staffId: idFrom('stf', person),
    roles: new Set(TOKEN_ROLES.filter((role) => given.includes(role))),
  };
}
