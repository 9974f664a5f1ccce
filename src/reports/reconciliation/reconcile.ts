import type { Knex } from 'knex';
import type { Logger } from 'pino';
import { listSupervisors } from '../../accounts/index.js';
import { appendAudit } from '../../audit/index.js';
import { addMinutes, type Clock, taipeiDate } from '../../clock.js';
import { type Database, inTransaction, isDuplicate } from '../../database/index.js';
import type { DocumentStore } from '../../documents/index.js';
import { enqueueMail } from '../../mail/index.js';
import { checkFiles } from './check-files.js';
import { submissionChecks } from './check-submissions.js';
import { type Fault, type FaultKind, faultKinds } from './fault.js';
import { mend } from './mend.js';
import { endFaults, openFaults, writeFault } from './store.js';

export interface ReconciliationServices {
  readonly db: Database;
  readonly clock: Clock;
  readonly documents: Pick<DocumentStore, 'list'>;
  readonly log: Pick<Logger, 'error'>;
}

/** How much is looked at: submissions that ended in the last two days, or all of them and the files. */
export type Extent = 'recent' | 'all';

/** What a look found. */
export interface Reconciliation {
  /** Everything that does not add up now. */
  readonly faults: readonly Fault[];
  /** Those of them that were not known before: the alarm was raised for them. */
  readonly fresh: readonly Fault[];
}

/**
 * Compares what submissions say of themselves with what is stored: counts, records, receipts, jobs, files. For what was
 * not known before the alarm is raised, once however many gateways look: in the log, in the audit trail, by mail to the
 * supervisors and on their page. What can be mended without anybody deciding is mended: rows that were left are removed,
 * and a submission that waits without a job gets one.
 */
export async function reconcile(services: ReconciliationServices, extent: Extent): Promise<Reconciliation> {
  const { db, clock } = services;
  const now = clock();
  const since = extent === 'all' ? null : addMinutes(now, -2 * day);
  const settledBefore = addMinutes(now, -settlingMinutes);
  const faults: Fault[] = [];
  for (const { look } of submissionChecks) faults.push(...(await look(db, { since, settledBefore })));
  if (extent === 'all') {
    const files = { recordedBefore: settledBefore, writtenBefore: addMinutes(now, -4 * day) };
    faults.push(...(await checkFiles(services, files)));
  }
  const fresh = await inTransaction(db, (trx) => record(trx, faults, extent, now)).catch((error: unknown) => {
    // Another gateway has just raised the alarm.
    if (isDuplicate(error)) return [];
    throw error;
  });
  if (fresh.length > 0)
    services.log.error({ faults: fresh.slice(0, mostNamed) }, 'submissions do not reconcile');
  return { faults, fresh };
}

const day = 24 * 60;

/** So long what belongs together may take to come together. */
const settlingMinutes = 10;

/** In the log and in the audit trail; the page shows all. */
const mostNamed = 100;

async function record(
  trx: Knex.Transaction,
  faults: readonly Fault[],
  extent: Extent,
  at: Date,
): Promise<readonly Fault[]> {
  const known = await openFaults(trx);
  const names = new Set(known.map(nameOf));
  const found = new Set(faults.map(nameOf));
  const fresh = faults.filter((fault) => !names.has(nameOf(fault)));
  const looked = extent === 'all' ? faultKinds : alwaysLookedAt;
  const over = known.filter((fault) => looked.includes(fault.kind) && !found.has(nameOf(fault)));
  await endFaults(trx, over, at);
  for (const fault of fresh) {
    await writeFault(trx, fault, at);
    await mend(trx, fault, at);
  }
  if (fresh.length > 0) await raiseAlarm(trx, fresh, at);
  return fresh;
}

/** Kinds that are looked for everywhere each time; the others end when everything is looked at. */
const alwaysLookedAt: readonly FaultKind[] = ['leftovers', 'stuck'];

function nameOf({ kind, subject }: Pick<Fault, 'kind' | 'subject'>): string {
  return `${kind} ${subject}`;
}

async function raiseAlarm(trx: Knex.Transaction, fresh: readonly Fault[], at: Date): Promise<void> {
  await appendAudit(trx, {
    at,
    actor: null,
    address: null,
    action: 'reconciliation.alarm',
    target: { kind: 'reconciliation', reference: taipeiDate(at) },
    outcome: 'refused',
    detail: { count: fresh.length, faults: fresh.slice(0, mostNamed).map((fault) => ({ ...fault })) },
    reference: null,
  });
  for (const { email, language } of await listSupervisors(trx)) {
    await enqueueMail(trx, {
      event: 'reconciliation-alarm',
      to: email,
      language,
      params: { faults: fresh.length, path: '/reconciliation?state=open' },
      at,
    });
  }
}
