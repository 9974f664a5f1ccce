import type { Request } from 'express';
import { type ActiveStaff, listReviewers } from '../../accounts/index.js';
import { taipeiDate } from '../../clock.js';
import { formatDate } from '../../locales/index.js';
import { actorOf, type Route, visitOf } from '../../web/index.js';
import { type List, listRoutes } from '../../web/lists/index.js';
import { calendarEndsWithin } from '../../working-days/index.js';
import type { ApplicationPageServices } from '../page-services.js';
import { paths } from '../paths.js';
import { narrowToAccount, withUserNames } from '../reading/list-applications.js';
import { type ApplicationState, applicationStates } from '../transitions.js';
import { type ApplicationKind, applicationKinds, type Way } from '../ways.js';
import { countWaiting } from './desk-store.js';
import { portions } from './portions.js';
import { stateTone } from './state-tone.js';
import { timeLeft, timeLeftText, timeLeftTone } from './time-left.js';
import { whoReviews } from './who.js';

/** The list of what is on the desk, as a page and as files; what is due first comes first. */
export function deskListRoutes(services: ApplicationPageServices): readonly Route[] {
  const { db, clock, calendar } = services;
  return listRoutes(services, {
    path: '/desk',
    who: whoReviews,
    view: 'applications/desk/views/list.njk',
    list: async (request) => deskList(services, request, await listReviewers(db)),
    async model(request) {
      const today = taipeiDate(clock());
      return {
        counts: await countWaiting(db, actorOf(request).accountId, today),
        calendarEnd: calendarEndsWithin(2, today, calendar),
      };
    },
  });
}

interface DeskRow {
  readonly id: number | string;
  readonly reference: string;
  readonly kind: ApplicationKind;
  readonly way: Way;
  readonly state: ApplicationState;
  readonly due_date: string | null;
  readonly submitted_at: string | null;
  readonly decided_at: string | null;
  readonly institution_code: string;
  readonly institution_name: string;
  readonly reviewer_name: string | null;
}

interface DeskLine extends DeskRow {
  readonly userNames: readonly string[];
}

/** What the desk lists, for who asks. */
export function deskList(
  { clock, calendar }: Pick<ApplicationPageServices, 'clock' | 'calendar'>,
  request: Request,
  reviewers: readonly ActiveStaff[],
): List<DeskRow, DeskLine> {
  const today = taipeiDate(clock());
  const { accountId } = actorOf(request);
  const { language } = visitOf(request);
  const leftOf = ({ state, due_date }: DeskRow) => timeLeft({ state, dueDate: due_date }, today, calendar);
  return {
    name: 'desk',
    title: 'desk.list.title',
    nothingYet: 'desk.list.empty',
    from: (db) =>
      db('applications')
        // Every one has its institution; joined like this it is left out where only ids are looked for (table elimination).
        .leftJoin('institutions', 'institutions.id', 'applications.institution_id')
        .leftJoin('accounts as reviewer', 'reviewer.id', 'applications.reviewer_account_id')
        .whereNot('applications.state', 'draft'),
    select: [
      'applications.id',
      'applications.reference',
      'applications.kind',
      'applications.way',
      'applications.state',
      'applications.due_date',
      'applications.submitted_at',
      'applications.decided_at',
      'institutions.code as institution_code',
      'institutions.name as institution_name',
      'reviewer.name as reviewer_name',
    ],
    id: 'applications.id',
    read: withUserNames,
    order: { by: 'due', direction: 'ascending' },
    filters: [
      {
        kind: 'choice',
        key: 'show',
        label: 'desk.list.show',
        unasked: 'waiting',
        options: Object.keys(portions).map((value) => ({
          value,
          text: (t) =>
            isState(value) ? t(`applications.state.${value}`) : t('desk.portion', { portion: value }),
        })),
        column: (query, value) => portions[value]?.(query, { accountId, today }),
      },
      {
        kind: 'text',
        key: 'reference',
        label: 'desk.list.reference',
        in: [{ column: 'applications.reference', how: 'starts', letters: 'upper' }],
      },
      { kind: 'text', key: 'account', label: 'desk.list.account', in: narrowToAccount },
      {
        kind: 'text',
        key: 'institution',
        label: 'desk.list.institution-or-code',
        in: [
          { column: 'institutions.code', how: 'starts' },
          { column: 'institutions.name', how: 'contains' },
        ],
      },
      {
        kind: 'choice',
        key: 'kind',
        label: 'desk.list.kind',
        column: 'applications.kind',
        options: applicationKinds.map((value) => ({ value, text: `applications.kind.${value}` })),
      },
      {
        kind: 'choice',
        key: 'way',
        label: 'desk.list.way',
        column: 'applications.way',
        options: (['letter', 'scan'] as const).map((value) => ({ value, text: `desk.way.${value}` })),
      },
      {
        kind: 'choice',
        key: 'reviewer',
        label: 'desk.list.reviewer',
        column: 'applications.reviewer_account_id',
        options: reviewers.map(({ accountId: id, name, userName }) => ({
          value: String(id),
          text: (t) => t('desk.person', { name, userName }),
        })),
      },
      {
        kind: 'dates',
        key: 'submitted',
        label: 'desk.list.submitted',
        column: 'applications.submitted_at',
        holds: 'time',
      },
    ],
    columns: [
      {
        kind: 'text',
        key: 'reference',
        heading: 'desk.list.reference',
        sort: 'applications.reference',
        unique: true,
        look: 'code',
        value: ({ reference }) => reference,
        href: ({ reference }) => paths.desk(reference),
      },
      {
        kind: 'tag',
        key: 'due',
        heading: 'desk.list.due',
        sort: 'applications.due_date',
        only: 'page',
        value: (row, t) => timeLeftText(leftOf(row), t),
        tone: (row) => timeLeftTone(leftOf(row)),
        note: ({ due_date }) => (due_date === null ? undefined : formatDate(language, due_date)),
      },
      {
        kind: 'date',
        key: 'due-date',
        heading: 'desk.list.due',
        only: 'file',
        value: ({ due_date }) => due_date,
      },
      {
        kind: 'text',
        key: 'left',
        heading: 'desk.list.left',
        only: 'file',
        value: (row, t) => timeLeftText(leftOf(row), t),
      },
      {
        kind: 'text',
        key: 'institution',
        heading: 'desk.list.institution',
        value: ({ institution_name }) => institution_name,
        note: ({ institution_code }) => institution_code,
      },
      {
        kind: 'text',
        key: 'code',
        heading: 'desk.list.code',
        only: 'file',
        value: ({ institution_code }) => institution_code,
      },
      {
        kind: 'text',
        key: 'kind',
        heading: 'desk.list.kind',
        look: 'name',
        value: ({ kind }, t) => t(`applications.kind.${kind}`),
        note: ({ way }, t) => t(`desk.way.${way}`),
      },
      {
        kind: 'text',
        key: 'way',
        heading: 'desk.list.way',
        only: 'file',
        value: ({ way }, t) => t(`desk.way.${way}`),
      },
      {
        kind: 'text',
        key: 'accounts',
        heading: 'desk.list.accounts',
        look: 'long',
        value: ({ userNames }) => userNames.join(', '),
      },
      {
        kind: 'tag',
        key: 'state',
        heading: 'desk.list.state',
        value: ({ state }, t) => t(`applications.state.${state}`),
        tone: ({ state }) => stateTone(state),
        note: ({ reviewer_name }) => reviewer_name ?? undefined,
      },
      {
        kind: 'text',
        key: 'reviewer',
        heading: 'desk.list.reviewer',
        only: 'file',
        value: ({ reviewer_name }) => reviewer_name ?? '',
      },
      {
        kind: 'time',
        key: 'submitted',
        heading: 'desk.list.submitted',
        only: 'file',
        value: ({ submitted_at }) => (submitted_at === null ? null : new Date(submitted_at)),
      },
      {
        kind: 'time',
        key: 'decided',
        heading: 'desk.list.decided',
        only: 'file',
        value: ({ decided_at }) => (decided_at === null ? null : new Date(decided_at)),
      },
    ],
  };
}

function isState(text: string): text is ApplicationState {
  return (applicationStates as readonly string[]).includes(text);
}
