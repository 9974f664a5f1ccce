import type { Request } from 'express';
import type { AuditEvent } from '../audit/index.js';
import { type Actor, visitOf } from './visit.js';

/** Who changes something, from where, by which request: what every audit entry begins with. */
export type ActedBy = Pick<AuditEvent, 'actor' | 'address' | 'reference'>;

/** The system itself, or an operator at the gateway's console. */
export const byOperator: ActedBy = { actor: null, address: null, reference: null };

/** The person of a request. */
export function actedBy(request: Request): ActedBy {
  const { actor, address, reference } = visitOf(request);
  return { actor: actor === undefined ? null : auditActor(actor), address, reference };
}

/** An actor as the audit trail names one. */
export function auditActor(
  actor: Pick<Actor, 'accountId' | 'userName' | 'role' | 'institution'>,
): AuditEvent['actor'] {
  const { accountId, userName, role, institution } = actor;
  return { accountId, userName, role, institutionCode: institution?.code ?? null };
}
