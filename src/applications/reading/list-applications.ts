import type { Knex } from 'knex';
import { userNameKey } from '../../accounts/index.js';
import type { Database } from '../../database/index.js';
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
  readonly reviewerAccountId?: number | undefined;
  /** Due before this day, `yyyy-mm-dd`: with today's date the overdue ones. */
  readonly dueBefore?: string | undefined;
  /** A reference number or a user name, whole. */
  readonly text?: string | undefined;
}

export const applicationSorts = ['dueDate', 'createdAt', 'submittedAt', 'reference'] as const;
export type ApplicationSort = (typeof applicationSorts)[number];

/** A line of a list: an application without its form and with its user names only. */
export interface ListedApplication extends Omit<Application, 'items'> {
  readonly userNames: readonly string[];
}

/** A page of the applications that a filter lets through, and how many there are in all. */
export async function listApplications(
  db: Database,
  scope: ListScope,
  filter: ApplicationFilter,
  page: {
    readonly sort: ApplicationSort;
    readonly direction: 'ascending' | 'descending';
    readonly offset: number;
    readonly limit: number;
  },
): Promise<{ readonly applications: readonly ListedApplication[]; readonly total: number }> {
  const counted = await filtered(db('applications'), scope, filter)
    .count({ total: '*' })
    .first<{ total: number | string }>();
  // The page's ids first, from an index; only those are joined.
  const ids = await filtered(db('applications'), scope, filter)
    .orderBy(orderOf(page))
    .offset(page.offset)
    .limit(page.limit)
    .pluck<(number | string)[]>('applications.id');
  const rows = (await selectApplications(db).whereIn('applications.id', ids)) as ApplicationRow[];
  const names = await userNamesOf(db, ids);
  const byId = new Map(rows.map((row) => [Number(row.id), row]));
  return {
    total: Number(counted?.total ?? 0),
    applications: ids.flatMap((id) => {
      const row = byId.get(Number(id));
      return row === undefined ? [] : [{ ...toListed(row), userNames: names.get(Number(id)) ?? [] }];
    }),
  };
}

const sortColumns: Readonly<Record<ApplicationSort, string>> = {
  dueDate: 'applications.due_date',
  createdAt: 'applications.created_at',
  submittedAt: 'applications.submitted_at',
  reference: 'applications.reference',
};

/** What has no date yet comes after what has one, in either direction the same in both dialects. */
function orderOf({ sort, direction }: { sort: ApplicationSort; direction: 'ascending' | 'descending' }) {
  const order = direction === 'ascending' ? 'asc' : 'desc';
  return [
    { column: sortColumns[sort], order },
    { column: 'applications.id', order },
  ];
}

function filtered(query: Knex.QueryBuilder, scope: ListScope, filter: ApplicationFilter): Knex.QueryBuilder {
  narrowToScope(query, scope);
  const { states, kind, way, institutionCode, reviewerAccountId, dueBefore, text } = filter;
  if (states !== undefined) query.whereIn('applications.state', [...states]);
  if (kind !== undefined) query.where('applications.kind', kind);
  if (way !== undefined) query.where('applications.way', way);
  if (reviewerAccountId !== undefined) query.where('applications.reviewer_account_id', reviewerAccountId);
  if (dueBefore !== undefined) query.where('applications.due_date', '<', dueBefore);
  if (institutionCode !== undefined) {
    query.whereIn('applications.institution_id', (coded) =>
      coded.from('institutions').where({ code: institutionCode }).select('id'),
    );
  }
  if (text !== undefined && text !== '') {
    query.where((either) =>
      either.where('applications.reference', text.toUpperCase()).orWhereIn('applications.id', (named) =>
        named
          .from('application_items')
          .where({ user_name_key: userNameKey(text) })
          .select('application_id'),
      ),
    );
  }
  return query;
}

function narrowToScope(query: Knex.QueryBuilder, scope: ListScope): void {
  switch (scope.kind) {
    case 'agency':
      query.whereNot('applications.state', 'draft');
      return;
    case 'institution':
      query
        .where('applications.institution_id', scope.institutionId)
        .where((one) =>
          one
            .whereNot('applications.state', 'draft')
            .orWhere('applications.filed_by_account_id', scope.accountId),
        );
      return;
    case 'own':
      query.where((one) =>
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
