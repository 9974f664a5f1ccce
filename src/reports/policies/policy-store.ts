import type { Knex } from 'knex';
import type { ActedBy } from '../../accounts/index.js';
import { appendAudit } from '../../audit/index.js';
import { toStoredTime } from '../../clock.js';
import type { Database } from '../../database/index.js';
import type { WarningCode } from '../rules/table.js';
import type { Purpose } from '../submissions/purpose.js';
import type { RowsPolicy } from './rows-policy.js';
import { isWarningCode } from './warning-codes.js';

/** What somebody has chosen, and when; nobody and never where nothing was chosen yet. */
export interface Policy {
  readonly rows: RowsPolicy;
  /** Warnings that refuse the row; institutions choose none. */
  readonly strict: readonly WarningCode[];
  readonly setBy: string | null;
  readonly setAt: Date | null;
}

/** By what a file is judged. */
export interface FilePolicy {
  readonly rows: RowsPolicy;
  readonly strict: readonly WarningCode[];
}

/** What holds for every institution: the rows policy here is what the agency allows. */
export function findAgencyPolicy(db: Database): Promise<Policy> {
  return findPolicy(db, null);
}

/** What an institution has chosen for itself, whether the agency allows it or not. */
export function findInstitutionPolicy(db: Database, institutionId: number): Promise<Policy> {
  return findPolicy(db, institutionId);
}

/**
 * By what a file is judged that comes now. Rows are accepted without the others only where the agency allows it and the
 * institution chose it; a correction or withdrawal is of one piece.
 */
export async function policyOfFile(
  db: Database,
  institutionId: number,
  purpose: Purpose,
): Promise<FilePolicy> {
  const agency = await findAgencyPolicy(db);
  const { strict } = agency;
  if (purpose !== 'report' || agency.rows === 'all') return { rows: 'all', strict };
  const { rows } = await findInstitutionPolicy(db, institutionId);
  return { rows, strict };
}

/** A choice to be kept. */
export interface PolicyChoice {
  /** Null for the agency's. */
  readonly institution: { readonly id: number; readonly code: string } | null;
  readonly accountId: number;
  readonly rows: RowsPolicy;
  readonly strict: readonly WarningCode[];
}

/** Keeps a choice beside those before it, with its audit entry. It holds for files that are judged from now on. */
export async function keepPolicy(
  trx: Knex.Transaction,
  { institution, accountId, rows, strict }: PolicyChoice,
  by: ActedBy,
  at: Date,
): Promise<void> {
  const before = await findPolicy(trx, institution?.id ?? null);
  await trx('report_policies').insert({
    institution_id: institution?.id ?? null,
    account_id: accountId,
    rows_policy: rows,
    strict_codes: JSON.stringify(strict),
    created_at: toStoredTime(at),
  });
  await appendAudit(trx, {
    ...by,
    at,
    action: 'report-policy.set',
    target:
      institution === null
        ? { kind: 'agency', reference: 'report-policy' }
        : { kind: 'institution', reference: institution.code },
    outcome: 'done',
    detail: {
      before: { rows: before.rows, strict: before.strict },
      after: { rows, strict },
    },
  });
}

async function findPolicy(db: Database, institutionId: number | null): Promise<Policy> {
  const row = await db('report_policies')
    .join('accounts', 'accounts.id', 'report_policies.account_id')
    .where({ 'report_policies.institution_id': institutionId })
    .orderBy('report_policies.id', 'desc')
    .first<PolicyRow | undefined>(
      'report_policies.rows_policy',
      'report_policies.strict_codes',
      'report_policies.created_at',
      'accounts.name',
    );
  if (row === undefined) return { rows: 'all', strict: [], setBy: null, setAt: null };
  const codes: readonly unknown[] = JSON.parse(row.strict_codes);
  return {
    rows: row.rows_policy,
    // A code that left the table since is nobody's warning any more.
    strict: codes.filter(isWarningCode),
    setBy: row.name,
    setAt: new Date(row.created_at),
  };
}

interface PolicyRow {
  rows_policy: RowsPolicy;
  strict_codes: string;
  created_at: string;
  name: string;
}
