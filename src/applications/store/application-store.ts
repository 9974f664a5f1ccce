import type { Knex } from 'knex';
import type { Database } from '../../database/index.js';
import type { Keyring } from '../../keys/index.js';
import type { Language } from '../../locales/index.js';
import type { Application, ApplicationWithForm } from '../application.js';
import type { ApplicationState } from '../transitions.js';
import type { ApplicationKind, Way } from '../ways.js';
import { itemsOf } from './item-store.js';
import { openForm } from './sealed.js';

/** The application of a reference number, or undefined. Whether somebody may see it is the caller's question. */
export async function findApplication(
  { db, keys }: { readonly db: Database; readonly keys: Keyring },
  reference: string,
): Promise<ApplicationWithForm | undefined> {
  const row = await selectApplications(db).where('applications.reference', reference).first();
  if (row === undefined) return undefined;
  const application = await toApplication(db, row);
  return {
    ...application,
    form: row.sealed_form === null ? null : openForm(keys, reference, row.sealed_form),
  };
}

/** The same, its row locked until the transaction ends. */
export async function lockApplication(
  trx: Knex.Transaction,
  keys: Keyring,
  reference: string,
): Promise<ApplicationWithForm | undefined> {
  await trx('applications').where({ reference }).forUpdate().select('id');
  return findApplication({ db: trx, keys }, reference);
}

/** Writes a new application's row; gives its id. */
export async function insertApplication(trx: Knex.Transaction, row: NewApplicationRow): Promise<number> {
  const [id] = await trx('applications').insert({ ...row, version: 1, state: 'draft' });
  if (id === undefined) throw new TypeError('The database gave no id.');
  return Number(id);
}

/** Compare-and-set: changes columns of the version that was decided on; false when there is a newer one. */
export async function updateApplication(
  trx: Knex.Transaction,
  { id, version }: Pick<Application, 'id' | 'version'>,
  change: Partial<ApplicationColumns>,
): Promise<boolean> {
  const changed = await trx('applications')
    .where({ id, version })
    .update({ ...change, version: version + 1 });
  return changed === 1;
}

/** Whether a reference number is taken. */
export async function isReferenceTaken(trx: Knex.Transaction, reference: string): Promise<boolean> {
  return (await trx('applications').where({ reference }).first('id')) !== undefined;
}

/** Columns that change. */
export interface ApplicationColumns {
  state: ApplicationState;
  way: Way;
  reviewer_account_id: number | null;
  sealed_form: Buffer | null;
  filler_email_index: Buffer | null;
  confirmed_at: string;
  submitted_at: string;
  decided_at: string;
  closed_at: string;
  due_date: string | null;
  lapse_date: string | null;
  erased_at: string;
}

export interface NewApplicationRow {
  readonly reference: string;
  readonly kind: ApplicationKind;
  readonly way: Way;
  readonly institution_id: number;
  readonly filed_by_account_id: number | null;
  readonly language: Language;
  readonly previous_id: number | null;
  readonly sealed_form: Buffer;
  readonly filler_email_index: Buffer;
  readonly declaration_version: string;
  readonly declaration_accepted_at: string;
  readonly created_at: string;
  readonly lapse_date: string;
}

export interface ApplicationRow {
  id: number | string;
  reference: string;
  kind: ApplicationKind;
  way: Way;
  state: ApplicationState;
  version: number;
  institution_id: number | string;
  institution_code: string;
  institution_name: string;
  filed_by_account_id: number | string | null;
  filer_user_name: string | null;
  language: Language;
  previous_reference: string | null;
  reviewer_account_id: number | string | null;
  reviewer_user_name: string | null;
  reviewer_name: string | null;
  sealed_form: Buffer | null;
  declaration_version: string;
  declaration_accepted_at: string;
  created_at: string;
  confirmed_at: string | null;
  submitted_at: string | null;
  decided_at: string | null;
  closed_at: string | null;
  due_date: string | null;
  lapse_date: string | null;
  erased_at: string | null;
}

/** Applications with the names of their institution, filer and reviewer. */
export function selectApplications(db: Database) {
  return db('applications')
    .join('institutions', 'institutions.id', 'applications.institution_id')
    .leftJoin('accounts as filer', 'filer.id', 'applications.filed_by_account_id')
    .leftJoin('accounts as reviewer', 'reviewer.id', 'applications.reviewer_account_id')
    .leftJoin('applications as previous', 'previous.id', 'applications.previous_id')
    .select<ApplicationRow[]>(
      'applications.*',
      'institutions.code as institution_code',
      'institutions.name as institution_name',
      'filer.user_name as filer_user_name',
      'reviewer.user_name as reviewer_user_name',
      'reviewer.name as reviewer_name',
      'previous.reference as previous_reference',
    );
}

async function toApplication(db: Database, row: ApplicationRow): Promise<Application> {
  return { ...toListed(row), items: await itemsOf(db, Number(row.id)) };
}

/** A row without its items. */
export function toListed(row: ApplicationRow): Omit<Application, 'items'> {
  return {
    id: Number(row.id),
    reference: row.reference,
    kind: row.kind,
    way: row.way,
    state: row.state,
    version: row.version,
    institution: { id: Number(row.institution_id), code: row.institution_code, name: row.institution_name },
    filedBy: accountOf(row.filed_by_account_id, row.filer_user_name),
    language: row.language,
    previousReference: row.previous_reference,
    reviewer: reviewerOf(row),
    declaration: { version: row.declaration_version, acceptedAt: new Date(row.declaration_accepted_at) },
    createdAt: new Date(row.created_at),
    confirmedAt: toMoment(row.confirmed_at),
    submittedAt: toMoment(row.submitted_at),
    decidedAt: toMoment(row.decided_at),
    closedAt: toMoment(row.closed_at),
    dueDate: row.due_date,
    lapseDate: row.lapse_date,
    erasedAt: toMoment(row.erased_at),
  };
}

function accountOf(id: number | string | null, userName: string | null): Application['filedBy'] {
  return id === null || userName === null ? null : { accountId: Number(id), userName };
}

function reviewerOf({ reviewer_account_id, reviewer_user_name, reviewer_name }: ApplicationRow) {
  const account = accountOf(reviewer_account_id, reviewer_user_name);
  return account === null || reviewer_name === null ? null : { ...account, name: reviewer_name };
}

function toMoment(stored: string | null): Date | null {
  return stored === null ? null : new Date(stored);
}
