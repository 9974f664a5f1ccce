import type { Knex } from 'knex';
import { appendAudit } from '../../audit/index.js';
import type { TrustChange } from './proposal.js';
import type { TrustActor } from './services.js';
import { subjectOf } from './subject-of.js';

/** A step of a change of the trust list, for the audit trail. */
export interface AuditedStep {
  readonly action: `trust.${string}`;
  readonly change: TrustChange;
  readonly by: TrustActor;
  readonly at: Date;
  /** What is told besides the change itself: the proposal's number, the reason, a faulty try. */
  readonly detail: Readonly<Record<string, unknown>>;
  readonly outcome?: 'done' | 'refused';
}

/** Writes a step of a change into the audit trail. */
export async function auditStep(trx: Knex.Transaction, step: AuditedStep): Promise<void> {
  const { action, change, by, at, detail, outcome = 'done' } = step;
  const { keyId, isAnchor, certificate } = change.authority;
  await appendAudit(trx, {
    ...by.audit,
    at,
    action,
    target: { kind: 'trust', reference: keyId },
    outcome,
    detail: {
      change: change.kind,
      kind: isAnchor ? 'anchor' : 'authority',
      fingerprint: certificate.fingerprint,
      subject: subjectOf(certificate),
      ...(change.revocation !== null && { revocation: change.revocation }),
      ...(by.accountId === null && by.userName !== '' && { operator: by.userName }),
      ...detail,
    },
  });
}
