import type { Request } from 'express';
import { taipeiDate } from '../../clock.js';
import { formatDate, type Language } from '../../locales/index.js';
import { actorOf, type Route, visitOf } from '../../web/index.js';
import { type List, listRoutes } from '../../web/lists/index.js';
import type { ApplicationPageServices } from '../page-services.js';
import { paths } from '../paths.js';
import {
  type ListScope,
  narrowToAccount,
  narrowToScope,
  withUserNames,
} from '../reading/list-applications.js';
import { type ApplicationState, applicationStates, isClosed } from '../transitions.js';
import { type ApplicationKind, applicationKinds, type Way } from '../ways.js';
import { deadlineOrder } from './deadline-order.js';
import { stateToneForApplicant } from './state-tag.js';
import { institutionOf, whoApplies } from './who.js';

/** 子帳號申請列表: a manager sees the institution's applications, a reporter the own ones. */
export function applicationListRoutes(services: ApplicationPageServices): readonly Route[] {
  return listRoutes(services, {
    path: '/applications',
    who: whoApplies,
    view: 'applications/institution/views/applications.njk',
    list: (request) =>
      applicationList(scopeOf(request), {
        today: taipeiDate(services.clock()),
        language: visitOf(request).language,
      }),
  });
}

function scopeOf(request: Request): ListScope {
  const { accountId, role } = actorOf(request);
  return role === 'manager'
    ? { kind: 'institution', institutionId: institutionOf(request).id, accountId }
    : { kind: 'own', accountId };
}

interface Row {
  readonly id: number | string;
  readonly reference: string;
  readonly kind: ApplicationKind;
  readonly way: Way;
  readonly state: ApplicationState;
  readonly due_date: string | null;
  readonly lapse_date: string | null;
  readonly created_at: string;
  readonly submitted_at: string | null;
}

interface Line extends Row {
  readonly userNames: readonly string[];
}

/**
 * What an institution, or one of its people, sees listed.
 *
 * @param reader the day, `yyyy-mm-dd` in Taiwan, and the language in which days are written
 */
export function applicationList(
  scope: ListScope,
  { today, language }: { readonly today: string; readonly language: Language },
): List<Row, Line> {
  return {
    name: 'own-applications',
    title: 'application-pages.list.title',
    nothingYet: 'application-pages.list.empty',
    from: (db) => {
      const own = db('applications').select([...listed, deadlineOrder(db)]);
      return db(narrowToScope(own, scope).as('applications'));
    },
    select: listed,
    id: 'applications.id',
    read: withUserNames,
    // As on the desk: what is overdue comes first.
    order: { by: 'deadline', direction: 'ascending' },
    filters: [
      {
        kind: 'text',
        key: 'reference',
        label: 'application-pages.reference',
        in: [{ column: 'applications.reference', how: 'starts', letters: 'upper' }],
      },
      { kind: 'text', key: 'account', label: 'application-pages.list.account', in: narrowToAccount },
      {
        kind: 'choice',
        key: 'state',
        label: 'application-pages.state',
        column: 'applications.state',
        options: applicationStates
          .filter((state) => state !== 'confirmed')
          .map((state) => ({ value: state, text: `applications.state.${state}` })),
      },
      {
        kind: 'choice',
        key: 'kind',
        label: 'application-pages.kind',
        column: 'applications.kind',
        options: applicationKinds.map((kind) => ({ value: kind, text: `applications.kind.${kind}` })),
      },
      {
        kind: 'dates',
        key: 'filed',
        label: 'application-pages.filed-at',
        column: 'applications.created_at',
        holds: 'time',
      },
    ],
    columns: [
      {
        kind: 'text',
        key: 'reference',
        heading: 'application-pages.reference',
        sort: 'applications.reference',
        unique: true,
        look: 'code',
        value: ({ reference }) => reference,
        href: ({ reference }) => paths.own(reference),
      },
      {
        kind: 'text',
        key: 'kind',
        heading: 'application-pages.kind',
        look: 'name',
        value: ({ kind }, t) => t(`applications.kind.${kind}`),
        note: ({ way }, t) => t(`applications.way.${way}`),
      },
      {
        kind: 'text',
        key: 'accounts',
        heading: 'application-pages.accounts',
        look: 'long',
        value: ({ userNames }) => userNames.join(', '),
      },
      {
        kind: 'tag',
        key: 'state',
        heading: 'application-pages.state',
        value: ({ state }, t) => t(`applications.state.${state}`),
        tone: ({ state }) => stateToneForApplicant(state),
      },
      {
        // The agency's while it is its turn, else the applicant's.
        kind: 'text',
        key: 'deadline',
        heading: 'application-pages.deadline',
        sort: 'applications.deadline_order',
        only: 'page',
        look: 'name',
        value: (row) => {
          const deadline = deadlineOf(row);
          return deadline === null ? '–' : formatDate(language, deadline);
        },
        note: (row, t) => (isOverdue(row, today) ? t('application-pages.list.overdue') : undefined),
      },
      {
        kind: 'date',
        key: 'due',
        heading: 'application-pages.due-date',
        only: 'file',
        value: ({ due_date }) => due_date,
      },
      {
        kind: 'date',
        key: 'until',
        only: 'file',
        heading: 'application-pages.lapse-date',
        value: ({ lapse_date }) => lapse_date,
      },
      {
        kind: 'time',
        key: 'filed',
        heading: 'application-pages.filed-at',
        sort: 'applications.created_at',
        value: ({ created_at }) => new Date(created_at),
      },
      {
        kind: 'time',
        key: 'submitted',
        heading: 'application-pages.submitted-at',
        sort: 'applications.submitted_at',
        only: 'file',
        value: ({ submitted_at }) => (submitted_at === null ? null : new Date(submitted_at)),
      },
    ],
  };
}

const listed = [
  'applications.id',
  'applications.reference',
  'applications.kind',
  'applications.way',
  'applications.state',
  'applications.due_date',
  'applications.lapse_date',
  'applications.created_at',
  'applications.submitted_at',
];

function deadlineOf({ due_date, lapse_date, state }: Row): string | null {
  return isClosed(state) ? null : (due_date ?? lapse_date);
}

/** The agency's own time is over; the applicant's ends by itself. */
function isOverdue({ due_date, state }: Row, today: string): boolean {
  return due_date !== null && !isClosed(state) && due_date < today;
}
