import type { AuditEvent } from '../../audit/index.js';
import { type Database, inTransaction } from '../../database/index.js';
import { listInstitutions } from '../store.js';
import { applyPlan } from './apply-plan.js';
import { checkRows } from './check-rows.js';
import { type ImportPlan, planImport } from './plan.js';
import { readInstitutionFile } from './read-file.js';

/**
 * Brings the master data up to the file: adds what is new, changes what differs, keeps what the file does not name.
 * Doing it twice does nothing the second time.
 *
 * @param bytes the open-data file, CSV or JSON
 * @returns what was done
 * @throws Problem `ERR_INSTITUTION_FILE`, `ERR_INSTITUTION_COLUMN`, or `ERR_INSTITUTION_ROWS` with one entry per fault;
 *   then nothing was changed
 */
export async function importInstitutions(
  db: Database,
  bytes: Buffer,
  by: Pick<AuditEvent, 'at' | 'actor' | 'address' | 'reference'>,
): Promise<ImportPlan> {
  const file = checkRows(readInstitutionFile(bytes));
  return inTransaction(db, async (trx) => {
    const plan = planImport(await listInstitutions(trx), file);
    await applyPlan(trx, plan, by);
    return plan;
  });
}

/** What `importInstitutions` would do. Changes nothing. */
export async function previewImport(db: Database, bytes: Buffer): Promise<ImportPlan> {
  return planImport(await listInstitutions(db), checkRows(readInstitutionFile(bytes)));
}
