import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { type AuditEvent, appendAudit } from '../../audit/index.js';
import { addMinutes, type RandomBytes, toStoredTime } from '../../clock.js';
import { type Database, inTransaction } from '../../database/index.js';
import { Problem } from '../../problems/index.js';
import type { InstitutionData } from '../institution.js';
import { listInstitutions } from '../store.js';
import { applyPlan } from './apply-plan.js';
import { checkRows } from './check-rows.js';
import { type ImportPlan, planImport } from './plan.js';
import { readInstitutionFile } from './read-file.js';

/** A file that was read and waits to be applied by the one who brought it. */
export interface PreparedImport {
  readonly handle: string;
  readonly fileName: string;
  readonly createdAt: Date;
  /** What it would do now. */
  readonly plan: ImportPlan;
  /** Of the plan: applying asks for the one that was looked at. */
  readonly fingerprint: string;
}

/** How long a file may be looked at before it is applied. */
const preparedHours = 24;

type By = Pick<AuditEvent, 'at' | 'actor' | 'address' | 'reference'>;

/**
 * Reads a file and keeps it on the gateway, so that what is applied is what was looked at. Changes no institution.
 *
 * @returns what the import is known by
 * @throws Problem `ERR_INSTITUTION_FILE`, `ERR_INSTITUTION_COLUMN`, or `ERR_INSTITUTION_ROWS` with one entry per fault
 */
export async function prepareImport(
  db: Database,
  file: { readonly name: string; readonly bytes: Buffer },
  { accountId, randomBytes, ...by }: By & { readonly accountId: number; readonly randomBytes: RandomBytes },
): Promise<string> {
  const institutions = checkRows(readInstitutionFile(file.bytes));
  const handle = randomBytes(16).toString('base64url');
  const sha256 = createHash('sha256').update(file.bytes).digest();
  await inTransaction(db, async (trx) => {
    await trx('institution_imports').insert({
      handle,
      account_id: accountId,
      file_name: file.name.slice(0, 200),
      file_sha256: sha256,
      institutions: JSON.stringify(institutions),
      created_at: toStoredTime(by.at),
      expires_at: toStoredTime(addMinutes(by.at, preparedHours * 60)),
    });
    await appendAudit(trx, {
      ...by,
      action: 'institution.prepare-import',
      target: null,
      outcome: 'done',
      detail: { sha256: sha256.toString('hex'), institutions: institutions.length },
    });
  });
  return handle;
}

/**
 * An import that waits, compared with what is stored now.
 *
 * @throws Problem `ERR_INSTITUTION_IMPORT_OVER` when there is none of this person, or no more
 */
export async function findPreparedImport(
  db: Database,
  handle: string,
  { accountId, at }: { readonly accountId: number; readonly at: Date },
): Promise<PreparedImport> {
  const row = await db<ImportRow>('institution_imports').where({ handle, account_id: accountId }).first();
  return compare(db, row, at);
}

/**
 * Applies an import that waits, once, and only while it would do exactly what was looked at.
 *
 * @param fingerprint of the plan that was looked at
 * @throws Problem `ERR_INSTITUTION_IMPORT_OVER`; `ERR_INSTITUTION_IMPORT_CHANGED` when the master data changed meanwhile
 */
export async function applyPreparedImport(
  db: Database,
  { handle, fingerprint }: { readonly handle: string; readonly fingerprint: string },
  { accountId, ...by }: By & { readonly accountId: number },
): Promise<ImportPlan> {
  return inTransaction(db, async (trx) => {
    const row = await trx<ImportRow>('institution_imports')
      .where({ handle, account_id: accountId })
      .forUpdate()
      .first();
    // Two imports at once take turns here.
    await trx('institutions').forUpdate().select('id');
    const prepared = await compare(trx, row, by.at);
    if (prepared.fingerprint !== fingerprint) throw new Problem('ERR_INSTITUTION_IMPORT_CHANGED');
    await trx('institution_imports').where({ handle }).delete();
    await applyPlan(trx, prepared.plan, by);
    return prepared.plan;
  });
}

/** Deletes imports that nobody applied in time; gives how many. For a regular job. */
export function deleteOldImports(db: Database, at: Date): Promise<number> {
  return db('institution_imports').where('expires_at', '<=', toStoredTime(at)).delete();
}

interface ImportRow {
  handle: string;
  account_id: number;
  file_name: string;
  institutions: string;
  created_at: string;
  expires_at: string;
}

async function compare(db: Database, row: ImportRow | undefined, at: Date): Promise<PreparedImport> {
  if (row === undefined || row.expires_at <= toStoredTime(at))
    throw new Problem('ERR_INSTITUTION_IMPORT_OVER');
  // Our own JSON of what was checked before it was written.
  const institutions = JSON.parse(row.institutions) as readonly InstitutionData[];
  const plan = planImport(await listInstitutions(db), institutions);
  return {
    handle: row.handle,
    fileName: row.file_name,
    createdAt: new Date(row.created_at),
    plan,
    fingerprint: fingerprintOf(plan),
  };
}

/** Of everything that the plan reads or would write. */
function fingerprintOf(plan: ImportPlan): string {
  return createHash('sha256')
    .update(canonicalize(plan) ?? '')
    .digest('hex');
}
