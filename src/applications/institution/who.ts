import type { Request } from 'express';
import type { AuditEvent } from '../../audit/index.js';
import { institutionRoles, type Role } from '../../roles.js';
import { type Actor, actedBy, actorOf } from '../../web/index.js';

/** Who files applications: managers for their institution, reporters for the own account. */
export const whoApplies: readonly Role[] = institutionRoles;

/** Who looks after the accounts of an institution. */
export const whoKeepsAccounts: readonly Role[] = ['manager'];

/** The institution of somebody whom a route for `whoApplies` let in. */
export function institutionOf(request: Request): NonNullable<Actor['institution']> {
  const { institution } = actorOf(request);
  if (institution === null) throw new TypeError('Managers and reporters belong to an institution.');
  return institution;
}

/** The same person as the audit trail and the rules of applications name them. */
export function viewerOf(request: Request): NonNullable<AuditEvent['actor']> {
  const { actor } = actedBy(request);
  if (actor === null) throw new TypeError('This route is for people who are signed in.');
  return actor;
}
