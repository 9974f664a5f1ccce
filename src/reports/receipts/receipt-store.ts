import type { Database } from '../../database/index.js';
import type { Receipt } from '../receipt/index.js';

/** A receipt as it was issued: the signed bytes and the signature over them. */
export interface IssuedReceipt {
  readonly submissionId: number;
  readonly number: string;
  /** Canonical JSON, byte for byte as signed. */
  readonly content: Buffer;
  /** CMS SignedData, detached, DER. */
  readonly signature: Buffer;
}

/** The receipt of a submission. */
export function findReceiptOf(db: Database, submissionId: number): Promise<IssuedReceipt | undefined> {
  return findBy(db, { submission_id: submissionId });
}

/** The receipt with a number. */
export function findReceipt(db: Database, number: string): Promise<IssuedReceipt | undefined> {
  return findBy(db, { number });
}

/** What a receipt states. */
export function readReceipt({ content }: Pick<IssuedReceipt, 'content'>): Receipt {
  return JSON.parse(content.toString('utf8'));
}

async function findBy(
  db: Database,
  where: Readonly<Record<string, unknown>>,
): Promise<IssuedReceipt | undefined> {
  const row = await db('receipts')
    .where(where)
    .first<{ submission_id: number; number: string; content: Buffer; signature: Buffer } | undefined>();
  if (row === undefined) return undefined;
  const { submission_id, number, content, signature } = row;
  return { submissionId: Number(submission_id), number, content, signature };
}
