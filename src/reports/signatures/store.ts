import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import type { CardIdentity } from '../../certificates/index.js';
import { toStoredTime } from '../../clock.js';
import { type Database, isDuplicate } from '../../database/index.js';
import type { Keyring } from '../../keys/index.js';
import { Problem } from '../../problems/index.js';

/** The key that signatures are sealed with. */
export const signaturePurpose = 'submission-signatures';

/** A signature as it is kept. */
export interface SubmissionSignature {
  readonly accountId: number;
  /** SHA-256 of the certificate that signed, lower-case hexadecimal. */
  readonly certificateFingerprint: string;
  readonly cardProfile: string;
  /** What the signer's computer wrote into the signature. */
  readonly signedAt: Date;
  readonly receivedAt: Date;
}

export interface NewSignature {
  readonly submissionId: number;
  readonly accountId: number;
  readonly fileSha256: Buffer;
  readonly identity: CardIdentity;
  /** CMS SignedData, detached, DER. */
  readonly der: Buffer;
  readonly signedAt: Date;
  readonly at: Date;
}

/**
 * Writes a signature.
 *
 * @throws Problem ERR_SIGNATURE_ALREADY when the card has signed this submission before
 */
export async function insertSignature(
  trx: Knex.Transaction,
  keyring: Pick<Keyring, 'seal'>,
  fresh: NewSignature,
): Promise<void> {
  const card = digestOf(fresh.identity);
  try {
    await trx('submission_signatures').insert({
      submission_id: fresh.submissionId,
      account_id: fresh.accountId,
      file_sha256: fresh.fileSha256,
      card,
      card_profile: fresh.identity.profile,
      certificate_fingerprint: fresh.identity.certificateFingerprint,
      sealed: keyring.seal(signaturePurpose, fresh.der, contextOfSignature(fresh.submissionId, card)),
      signed_at: toStoredTime(fresh.signedAt),
      received_at: toStoredTime(fresh.at),
    });
  } catch (cause) {
    if (isDuplicate(cause)) throw new Problem('ERR_SIGNATURE_ALREADY', { cause });
    throw cause;
  }
}

/** The signatures of a submission, the first one first. */
export async function signaturesOf(
  db: Database,
  submissionId: number,
): Promise<readonly SubmissionSignature[]> {
  const rows = await db<SignatureRow>('submission_signatures')
    .where({ submission_id: submissionId })
    .orderBy('id');
  return rows.map(toSignature);
}

/** Whether somebody has signed a submission. */
export async function isSigned(db: Database, submissionId: number): Promise<boolean> {
  const row = await db('submission_signatures').where({ submission_id: submissionId }).first('id');
  return row !== undefined;
}

/**
 * A signature's own bytes.
 *
 * @param fingerprint of the certificate that signed; without one, the first signature
 * @returns DER, or undefined when there is none
 */
export async function openSignature(
  db: Database,
  keyring: Pick<Keyring, 'open'>,
  submissionId: number,
  fingerprint?: string,
): Promise<Buffer | undefined> {
  const row = await db<SignatureRow>('submission_signatures')
    .where({
      submission_id: submissionId,
      ...(fingerprint !== undefined && { certificate_fingerprint: fingerprint }),
    })
    .orderBy('id')
    .first();
  if (row === undefined) return undefined;
  return keyring.open(signaturePurpose, row.sealed, contextOfSignature(submissionId, row.card));
}

/** Removes the signatures of a submission that was not accepted: names that stand for nothing any more. */
export async function discardSignatures(db: Database, submissionId: number): Promise<void> {
  await db('submission_signatures').where({ submission_id: submissionId }).delete();
}

interface SignatureRow {
  id: number;
  submission_id: number;
  account_id: number;
  card: Buffer;
  card_profile: string;
  certificate_fingerprint: string;
  sealed: Buffer;
  signed_at: string;
  received_at: string;
}

function toSignature(row: SignatureRow): SubmissionSignature {
  return {
    accountId: Number(row.account_id),
    certificateFingerprint: row.certificate_fingerprint,
    cardProfile: row.card_profile,
    signedAt: new Date(row.signed_at),
    receivedAt: new Date(row.received_at),
  };
}

/** A signature that was moved to another submission, or to another card, no longer opens. */
export function contextOfSignature(submissionId: number, card: Buffer): string {
  return `submission:${submissionId}/signature:${card.toString('hex')}`;
}

function digestOf({ profile, issuerKeyId, serialNumber }: CardIdentity): Buffer {
  return createHash('sha256')
    .update(JSON.stringify([profile, issuerKeyId, serialNumber]))
    .digest();
}
