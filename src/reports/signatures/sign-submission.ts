import type { Knex } from 'knex';
import type { ActedBy } from '../../accounts/index.js';
import { appendAudit } from '../../audit/index.js';
import { type DocumentSignature, requireOwnCard } from '../../certificates/index.js';
import { inTransaction } from '../../database/index.js';
import { enqueueJob } from '../../jobs/index.js';
import { Problem } from '../../problems/index.js';
import { fairGroupOf } from '../intake/outcomes.js';
import type { ReportServices } from '../services.js';
import { lockSubmission, moveSubmission } from '../submissions/store.js';
import type { Submission } from '../submissions/submission.js';
import { requireSignable } from './policy.js';
import { insertSignature } from './store.js';

export interface SignatureOrder {
  /** CMS SignedData, detached, CAdES-B, DER, as it was sent. */
  readonly der: Buffer;
  /** Who sent it; the card must be theirs. */
  readonly accountId: number;
  readonly by: ActedBy;
}

/**
 * Takes somebody's signature of a submission's file: verifies it, keeps it, and has a submission taken in that waited
 * for it. What was refused is in the audit trail as well, with its cause.
 *
 * @throws Problem ERR_SIGNATURE_… or ERR_CARD_…
 */
export async function signSubmission(
  services: ReportServices,
  submission: Submission,
  order: SignatureOrder,
): Promise<void> {
  const { db, clock, cards, config } = services;
  // Before anything is computed, or asked over the network.
  requireSignable(config.submissionSignature, submission.state);
  try {
    const signature = await cards.verifyDocument(order.der, { sha256: submission.file.sha256 });
    await inTransaction(db, (trx) => keep(trx, services, { submission, order, signature, at: clock() }));
  } catch (error) {
    if (error instanceof Problem) await auditRefusal(services, submission, order, error);
    throw error;
  }
  services.wakeJobs();
}

interface VerifiedSignature {
  readonly submission: Submission;
  readonly order: SignatureOrder;
  readonly signature: DocumentSignature;
  readonly at: Date;
}

async function keep(
  trx: Knex.Transaction,
  { keys, config }: ReportServices,
  { submission, order, signature, at }: VerifiedSignature,
): Promise<void> {
  const { id, number, institutionId, file } = submission;
  const { identity, signedAt } = signature;
  const { state } = await lockSubmission(trx, id);
  requireSignable(config.submissionSignature, state);
  await requireOwnCard(trx, order.accountId, identity);
  await insertSignature(trx, keys, {
    submissionId: id,
    accountId: order.accountId,
    fileSha256: file.sha256,
    identity,
    der: order.der,
    signedAt,
    at,
  });
  if (state === 'awaiting-signature') {
    if (!(await moveSubmission(trx, id, 'confirmed', {}))) throw new Problem('ERR_SIGNATURE_STATE');
    const fairGroup = fairGroupOf(institutionId);
    await enqueueJob(trx, { kind: 'submission.accept', subject: number, fairGroup, at });
  }
  await appendAudit(trx, {
    ...order.by,
    at,
    action: 'submission.sign',
    target: { kind: 'submission', reference: number },
    outcome: 'done',
    detail: {
      sha256: file.sha256.toString('hex'),
      profile: identity.profile,
      fingerprint: identity.certificateFingerprint,
      signedAt: signedAt.toISOString(),
    },
  });
}

async function auditRefusal(
  { db, clock }: ReportServices,
  { number }: Submission,
  { by }: SignatureOrder,
  { code, detail }: Problem,
): Promise<void> {
  await inTransaction(db, (trx) =>
    appendAudit(trx, {
      ...by,
      at: clock(),
      action: 'submission.sign',
      target: { kind: 'submission', reference: number },
      outcome: 'refused',
      detail: { code, cause: detail ?? null },
    }),
  );
}
