import type { Knex } from 'knex';
import { applicationStates, waitingForAgency } from '../transitions.js';

/** What of the desk is shown: what waits, by whom it is done, and each state by itself. */
export const portions: Readonly<Record<string, Portion>> = {
  waiting: (query) => query.whereIn('applications.state', [...waitingForAgency]),
  overdue: (query, { today }) =>
    query.whereIn('applications.state', [...waitingForAgency]).where('applications.due_date', '<', today),
  mine: (query, { accountId }) =>
    query.where({ 'applications.state': 'under-review', 'applications.reviewer_account_id': accountId }),
  free: (query) => query.whereIn('applications.state', ['letter-received', 'submitted']),
  colleagues: (query, { accountId }) =>
    query.where('applications.state', 'under-review').whereNot('applications.reviewer_account_id', accountId),
  ...Object.fromEntries(
    applicationStates
      .filter((state) => state !== 'draft' && state !== 'confirmed')
      .map((state): [string, Portion] => [state, (query) => query.where('applications.state', state)]),
  ),
};

/** Narrows the rows of the desk to a part of it, as somebody sees it on a day. */
export type Portion = (
  query: Knex.QueryBuilder,
  by: { readonly accountId: number; readonly today: string },
) => void;
