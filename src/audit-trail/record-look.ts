import { isDeepStrictEqual } from 'node:util';
import type { Request } from 'express';
import { type AuditEvent, appendAudit } from '../audit/index.js';
import { addMinutes, type Clock, toStoredTime } from '../clock.js';
import { type Database, inTransaction } from '../database/index.js';
import { actedBy } from '../web/index.js';
import { readEntry } from './entry.js';

/** What is looked at: a search with what it asks, or one entry. */
export interface Look {
  readonly action: 'audit.search' | 'audit.read';
  readonly target: AuditEvent['target'];
  /** What is asked, by field. */
  readonly asked: Readonly<Record<string, string>>;
}

/**
 * Writes down that somebody looks at the audit trail; committed before anything is shown. Paging and sorting are the
 * same look: one entry for what the same person asks again within 15 minutes.
 */
export async function recordLook(
  { db, clock }: { readonly db: Database; readonly clock: Clock },
  request: Request,
  look: Look,
): Promise<void> {
  const at = clock();
  const by = actedBy(request);
  await inTransaction(db, async (trx) => {
    if (by.actor !== null && (await isSameAgain(trx, by.actor.userName, look, at))) return;
    const { action, target, asked } = look;
    await appendAudit(trx, { ...by, at, action, target, outcome: 'done', detail: { asked } });
  });
}

const sameLookMinutes = 15;

async function isSameAgain(
  trx: Database,
  userName: string,
  { action, target, asked }: Look,
  at: Date,
): Promise<boolean> {
  const last = await trx('audit_entries')
    .where({ actor: userName, action })
    .where('at', '>', toStoredTime(addMinutes(at, -sameLookMinutes)))
    .orderBy('seq', 'desc')
    .first<{ bytes: Buffer } | undefined>('bytes');
  if (last === undefined) return false;
  const entry = readEntry(last.bytes);
  return isDeepStrictEqual([entry.target, entry.detail.asked], [target, asked]);
}
