import type { AuditEvent } from '../../audit/index.js';
import type { Application } from '../application.js';
import type { Capacity } from '../transitions.js';

/** Who acts or looks, as the audit trail names them; null for somebody who is not logged in. */
export type Viewer = AuditEvent['actor'];

/**
 * In what capacities somebody acts on an application; none means that for them it does not exist.
 *
 * Somebody who is not logged in counts as the applicant of what was filed without login: the page that lets them has
 * checked the code mailed to the filler.
 */
export function capacitiesOf(
  application: Pick<Application, 'filedBy' | 'institution' | 'state' | 'items'>,
  viewer: Viewer,
): readonly Capacity[] {
  if (viewer === null) return application.filedBy === null ? ['applicant'] : [];
  switch (viewer.role) {
    case 'reviewer':
    case 'supervisor':
      // What is still being filled in is the applicant's own.
      return application.state === 'draft' ? [] : [viewer.role];
    case 'manager':
    case 'reporter':
      return institutionCapacities(application, viewer);
  }
}

function institutionCapacities(
  { filedBy, institution }: Pick<Application, 'filedBy' | 'institution'>,
  viewer: NonNullable<Viewer>,
): readonly Capacity[] {
  if (viewer.institutionCode !== institution.code) return [];
  const capacities: Capacity[] = [];
  if (filedBy?.accountId === viewer.accountId) capacities.push('applicant');
  if (viewer.role === 'manager') capacities.push('manager');
  return capacities;
}

/** Whether somebody may see an application: who may act on it, and whose account it is about. */
export function mayView(
  application: Pick<Application, 'filedBy' | 'institution' | 'state' | 'items'>,
  viewer: Viewer,
): boolean {
  if (viewer !== null && application.state === 'draft')
    return application.filedBy?.accountId === viewer.accountId;
  if (capacitiesOf(application, viewer).length > 0) return true;
  if (viewer === null) return false;
  if (viewer.institutionCode !== application.institution.code) return false;
  return application.items.some(({ accountId }) => accountId === viewer.accountId);
}
