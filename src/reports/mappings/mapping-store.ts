import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import type { ActedBy } from '../../accounts/index.js';
import { appendAudit } from '../../audit/index.js';
import { toStoredTime } from '../../clock.js';
import type { Database } from '../../database/index.js';
import type { ExamKind } from '../schema/kinds.js';
import type { ColumnMapping } from './mapping.js';
import { readMapping } from './read-mapping.js';

/** A version of an institution's mapping for a kind of exam. */
export interface MappingVersion {
  readonly version: number;
  /** The file as written; null where the institution stopped using a mapping. */
  readonly content: string | null;
  readonly setBy: string;
  readonly setAt: Date;
}

/** All versions, the latest first; it is the one in use. */
export async function listMappings(
  db: Database,
  institutionId: number,
  kind: ExamKind,
): Promise<readonly MappingVersion[]> {
  const rows: readonly MappingRow[] = await db('report_mappings')
    .join('accounts', 'accounts.id', 'report_mappings.account_id')
    .where({ 'report_mappings.institution_id': institutionId, kind })
    .orderBy('version', 'desc')
    .select('version', 'content', 'accounts.name', 'report_mappings.created_at');
  return rows.map(({ version, content, name, created_at }) => ({
    version,
    content,
    setBy: name,
    setAt: new Date(created_at),
  }));
}

interface MappingRow {
  version: number;
  content: string | null;
  name: string;
  created_at: string;
}

/** A version to be kept. */
export interface MappingChoice {
  readonly institution: { readonly id: number; readonly code: string };
  readonly kind: ExamKind;
  readonly accountId: number;
  /** A mapping file that was read without faults; null to use none. */
  readonly content: string | null;
}

/**
 * Keeps a version beside those before it, with its audit entry. It holds for files that are uploaded from now on.
 *
 * @returns its number
 * @throws the driver's duplicate error when somebody else keeps one at the same time
 */
export async function keepMapping(
  trx: Knex.Transaction,
  { institution, kind, accountId, content }: MappingChoice,
  by: ActedBy,
  at: Date,
): Promise<number> {
  const last = await trx('report_mappings')
    .where({ institution_id: institution.id, kind })
    .max<{ version: number | null }[]>({ version: 'version' });
  const version = Number(last[0]?.version ?? 0) + 1;
  await trx('report_mappings').insert({
    institution_id: institution.id,
    account_id: accountId,
    kind,
    version,
    content,
    created_at: toStoredTime(at),
  });
  await appendAudit(trx, {
    ...by,
    at,
    action: content === null ? 'report-mapping.stop' : 'report-mapping.set',
    target: { kind: 'institution', reference: institution.code },
    outcome: 'done',
    detail: {
      kind,
      version,
      ...(content === null ? {} : { sha256: createHash('sha256').update(content).digest('hex') }),
    },
  });
  return version;
}

/** Notes on a submission which version its file is read by, however long it waits. */
export async function noteMapping(
  trx: Knex.Transaction,
  submissionId: number,
  { institutionId, kind }: { readonly institutionId: number; readonly kind: ExamKind },
): Promise<void> {
  const latest = await trx('report_mappings')
    .where({ institution_id: institutionId, kind })
    .orderBy('version', 'desc')
    .first<{ id: number; content: string | null } | undefined>('id', 'content');
  if (latest === undefined || latest.content === null) return;
  await trx('submissions').where({ id: submissionId }).update({ mapping_id: latest.id });
}

/**
 * The mapping that a submission's file is read by. Null when there is none, and when the form has changed so that the
 * mapping says nothing for certain any more: the file is then refused for its names.
 */
export async function mappingOf(db: Database, submissionId: number): Promise<ColumnMapping | null> {
  const row = await db('submissions')
    .join('report_mappings', 'report_mappings.id', 'submissions.mapping_id')
    .where({ 'submissions.id': submissionId })
    .first<{ content: string | null } | undefined>('report_mappings.content');
  if (row === undefined || row.content === null) return null;
  const read = readMapping(row.content);
  return 'faults' in read ? null : read.mapping;
}

/** The number of the version that a submission's file is read by, if there is one. */
export async function mappingVersionOf(db: Database, submissionId: number): Promise<number | undefined> {
  const row = await db('submissions')
    .join('report_mappings', 'report_mappings.id', 'submissions.mapping_id')
    .where({ 'submissions.id': submissionId })
    .first<{ version: number } | undefined>('report_mappings.version');
  return row?.version;
}
