import { type AuditEvent, appendAudit } from '../../audit/index.js';
import { type Database, inTransaction } from '../../database/index.js';
import { insertInstitution, listInstitutions, updateInstitution } from '../store.js';
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
    for (const data of plan.added) await insertInstitution(trx, data, by.at);
    for (const { before, after } of plan.changed) await updateInstitution(trx, before.id, after, by.at);
    if (plan.added.length + plan.changed.length > 0) {
      await appendAudit(trx, {
        ...by,
        action: 'institution.import',
        target: null,
        outcome: 'done',
        detail: {
          added: plan.added.map(({ code }) => code),
          changed: plan.changed.map(({ before, after, fields }) => ({
            code: after.code,
            before: Object.fromEntries(fields.map((field) => [field, before[field]])),
            after: Object.fromEntries(fields.map((field) => [field, after[field]])),
          })),
          unchanged: plan.unchanged,
        },
      });
    }
    return plan;
  });
}

/** What `importInstitutions` would do. Changes nothing. */
export async function previewImport(db: Database, bytes: Buffer): Promise<ImportPlan> {
  return planImport(await listInstitutions(db), checkRows(readInstitutionFile(bytes)));
}
