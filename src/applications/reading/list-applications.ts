import type { Knex } from 'knex';
import { userNameKey } from '../../accounts/index.js';
import type { Database } from '../../database/index.js';
import { type Place, type ProgramList, type Run, readRun } from '../../web/lists/index.js';
import type { Application } from '../application.js';
import { type ApplicationRow, selectApplications, toListed } from '../store/application-store.js';
import type { ApplicationState } from '../transitions.js';
import type { ApplicationKind, Way } from '../ways.js';

/** Whose applications a list shows. */
export type ListScope =
  /** The agency: everything but drafts. */
  | { readonly kind: 'agency' }
  /** A manager: the institution's, and the own drafts. */
  | { readonly kind: 'institution'; readonly institutionId: number; readonly accountId: number }
  /** A reporter: what was filed by or is about the own account. */
  | { readonly kind: 'own'; readonly accountId: number };

/** What a list is narrowed by; undefined for no matter. */
export interface ApplicationFilter {
  readonly states?: readonly ApplicationState[] | undefined;
  readonly kind?: ApplicationKind | undefined;
  readonly way?: Way | undefined;
  readonly institutionCode?: string | undefined;
  /** The user name of who reviews. */
  readonly reviewer?: string | undefined;
  /** Due before this day, `yyyy-mm-dd`: with today's date the overdue ones. */
  readonly dueBefore?: string | undefined;
  /** The user name of an account that it is about, whole. */
  readonly userName?: string | undefined;
}

export const applicationSorts = ['createdAt', 'submittedAt', 'dueDate', 'reference'] as const;
export type ApplicationSort = (typeof applicationSorts)[number];

/** A line of a list: an application without its form and with its user names only. */
export interface ListedApplication extends Omit<Application, 'items'> {
  readonly userNames: readonly string[];
}

/**
 * A run of the applications that a filter lets through, and where the next one begins: for programs, which go from end
 * to end. Pages have their lists from `web/lists`.
 */
export function listApplications(
  db: Database,
  scope: ListScope,
  filter: ApplicationFilter,
  run: {
    readonly sort: ApplicationSort;
    readonly direction: 'ascending' | 'descending';
    readonly limit: number;
    /** Where the run before this one ended. */
    readonly behind?: Place | undefined;
  },
): Promise<Run<ListedApplication>> {
  return readRun(db, listIn(scope), { ...run, conditions: [(query) => narrow(query, filter)] });
}

function listIn(scope: ListScope): ProgramList<{ readonly id: number | string }, ListedApplication> {
  return {
    name: 'applications',
    from: (db) => narrowToScope(db('applications'), scope),
    select: ['applications.id'],
    id: 'applications.id',
    columns: sortColumns,
    read: readLines,
  };
}

const sortColumns = [
  { key: 'createdAt', sort: 'applications.created_at' },
  { key: 'submittedAt', sort: 'applications.submitted_at' },
  { key: 'dueDate', sort: 'applications.due_date' },
  { key: 'reference', sort: 'applications.reference', unique: true },
] as const satisfies readonly {
  readonly key: ApplicationSort;
  readonly sort: string;
  readonly unique?: true;
}[];

async function readLines(
  db: Database,
  raws: readonly { readonly id: number | string }[],
): Promise<readonly ListedApplication[]> {
  const ids = raws.map(({ id }) => id);
  const rows = (await selectApplications(db).whereIn('applications.id', ids)) as ApplicationRow[];
  const names = await userNamesOf(db, ids);
  const byId = new Map(rows.map((row) => [Number(row.id), row]));
  return ids.flatMap((id) => {
    const row = byId.get(Number(id));
    return row === undefined ? [] : [{ ...toListed(row), userNames: names.get(Number(id)) ?? [] }];
  });
}

function narrow(query: Knex.QueryBuilder, filter: ApplicationFilter): void {
  const { states, kind, way, institutionCode, reviewer, dueBefore, userName } = filter;
  if (states !== undefined) query.whereIn('applications.state', [...states]);
  if (kind !== undefined) query.where('applications.kind', kind);
  if (way !== undefined) query.where('applications.way', way);
  if (dueBefore !== undefined) query.where('applications.due_date', '<', dueBefore);
  if (institutionCode !== undefined) {
    query.whereIn('applications.institution_id', (coded) =>
      coded.from('institutions').where({ code: institutionCode }).select('id'),
    );
  }
  if (reviewer !== undefined) {
    query.whereIn('applications.reviewer_account_id', (named) =>
      named
        .from('accounts')
        .where({ user_name_key: userNameKey(reviewer) })
        .select('id'),
    );
  }
  if (userName !== undefined) narrowToAccount(query, userName);
}

/** Keeps the applications that are about an account, or ask for it: by its whole user name. */
export function narrowToAccount(query: Knex.QueryBuilder, userName: string): void {
  query.whereIn('applications.id', (named) =>
    named
      .from('application_items')
      .where({ user_name_key: userNameKey(userName) })
      .select('application_id'),
  );
}

export function narrowToScope(query: Knex.QueryBuilder, scope: ListScope): Knex.QueryBuilder {
  switch (scope.kind) {
    case 'agency':
      return query.whereNot('applications.state', 'draft');
    case 'institution':
      return query
        .where('applications.institution_id', scope.institutionId)
        .where((one) =>
          one
            .whereNot('applications.state', 'draft')
            .orWhere('applications.filed_by_account_id', scope.accountId),
        );
    case 'own':
      return query.where((one) =>
        one
          .where('applications.filed_by_account_id', scope.accountId)
          .orWhere((about) =>
            about
              .whereNot('applications.state', 'draft')
              .whereIn('applications.id', (items) =>
                items
                  .from('application_items')
                  .where({ account_id: scope.accountId })
                  .select('application_id'),
              ),
          ),
      );
  }
}

/** Rows of applications with the user names on their forms, in the order of the forms. */
export async function withUserNames<Row extends { readonly id: number | string }>(
  db: Database,
  rows: readonly Row[],
): Promise<readonly (Row & { readonly userNames: readonly string[] })[]> {
  const names = await userNamesOf(
    db,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => ({ ...row, userNames: names.get(Number(row.id)) ?? [] }));
}

/** The user names of applications, in the order of their forms, by the application’s id. */
async function userNamesOf(
  db: Database,
  ids: readonly (number | string)[],
): Promise<ReadonlyMap<number, readonly string[]>> {
  const rows: { application_id: number | string; user_name: string | null }[] = await db('application_items')
    .whereIn('application_id', [...ids])
    .orderBy(['application_id', 'position'])
    .select('application_id', 'user_name');
  const names = new Map<number, string[]>();
  for (const { application_id, user_name } of rows) {
    if (user_name === null) continue;
    names.set(Number(application_id), [...(names.get(Number(application_id)) ?? []), user_name]);
  }
  return names;
}
