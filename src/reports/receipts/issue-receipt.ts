import type { Knex } from 'knex';
import type { AccountWithRanges } from '../../accounts/index.js';
import { toStoredTime } from '../../clock.js';
import { drawNumber } from '../../reference-numbers/index.js';
import { describeCorrected } from '../corrections/describe-corrected.js';
import { type Receipt, type ReceiptSignature, receiptJson, signReceipt } from '../receipt/index.js';
import type { SubmissionJobServices } from '../services.js';
import { type ListedSignature, listSignatures } from '../signatures/list-signatures.js';
import type { Submission, SubmissionCounts } from '../submissions/submission.js';
import { keepReceiptCertificate } from './receipt-certificates.js';

/** What is stated about a submission that is accepted at this moment. */
export interface Acceptance {
  readonly submission: Submission;
  readonly counts: SubmissionCounts;
  /** The account that reported. */
  readonly account: AccountWithRanges;
  readonly at: Date;
}

/** Writes and signs the receipt 收執聯 of a submission, in the transaction that accepts it; gives its number. */
export async function issueReceipt(
  trx: Knex.Transaction,
  {
    receiptSigner,
    randomBytes,
    keys,
    config,
  }: Pick<SubmissionJobServices, 'receiptSigner' | 'randomBytes' | 'keys' | 'config'>,
  acceptance: Acceptance,
): Promise<string> {
  const { submission, at } = acceptance;
  const number = drawNumber('R', at, randomBytes);
  const signatures = await listSignatures(trx, submission.id);
  const corrects = await describeCorrected(trx, submission);
  await keepReceiptCertificate({ db: trx, keys }, receiptSigner.certificate, at);
  const receipt: Receipt = {
    ...describe(acceptance, number, `${config.origin}/receipts/verify?number=${number}`),
    ...(corrects !== undefined && { corrects }),
    ...(signatures.length > 0 && { signatures: signatures.map(describeSignature) }),
  };
  await trx('receipts').insert({
    submission_id: submission.id,
    number,
    content: receiptJson(receipt),
    signature: await signReceipt(receipt, receiptSigner, at),
    issued_at: toStoredTime(at),
  });
  return number;
}

function describe(
  { submission, counts, account, at }: Acceptance,
  number: string,
  verifyAt: string,
): Receipt {
  const { institution } = account;
  if (institution === null) throw new TypeError('Only accounts of institutions report.');
  return {
    number,
    submission: submission.number,
    institution: { code: institution.code, name: institution.name },
    account: { userName: account.userName, name: account.name },
    card: submission.card,
    kind: submission.kind,
    file: {
      name: submission.file.name,
      size: submission.file.size,
      sha256: submission.file.sha256.toString('hex'),
    },
    counts: {
      rows: counts.rows,
      stored: counts.good,
      ...(counts.rowsWithErrors > 0 && { refused: counts.rowsWithErrors }),
      warningsConfirmed: counts.confirmable,
    },
    receivedAt: toStoredTime(submission.receivedAt),
    acceptedAt: toStoredTime(at),
    verifyAt,
  };
}

function describeSignature({ userName, name, ...signature }: ListedSignature): ReceiptSignature {
  return {
    account: { userName, name },
    card: { profile: signature.cardProfile, fingerprint: signature.certificateFingerprint },
    signedAt: toStoredTime(signature.signedAt),
  };
}
