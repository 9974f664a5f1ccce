import type { Translate } from '../locales/index.js';
import {
  isMailEvent,
  type MailRow,
  type MailView,
  mailEventNames,
  mailStates,
  maskAddress,
  type QueuedMail,
  toQueuedMail,
} from '../mail/index.js';
import type { List, Tone } from '../web/lists/index.js';

/** The outbox, the latest mail first. Addresses are masked, on the page and in files. */
export function mailList(view: MailView): List<MailRow, QueuedMail> {
  return {
    name: 'mails',
    title: 'mail-queue.title',
    nothingYet: 'mail-queue.empty',
    from: (db) => db('mails'),
    select: ['mails.*'],
    id: 'mails.id',
    read: (_db, rows) => rows.map((row) => toQueuedMail(row, view)),
    order: { by: 'created', direction: 'descending' },
    filters: [
      {
        kind: 'choice',
        key: 'state',
        label: 'mail-queue.state',
        column: 'mails.state',
        options: mailStates.map((value) => ({ value, text: (t) => stateText(value, t) })),
      },
      {
        kind: 'choice',
        key: 'event',
        label: 'mail-queue.event',
        column: 'mails.event',
        options: mailEventNames.map((value) => ({ value, text: `mail-queue.event-name.${value}` })),
      },
      {
        kind: 'text',
        key: 'to',
        label: 'mail-queue.recipient',
        hint: 'mail-queue.recipient-hint',
        in: [{ column: 'mails.recipient', how: 'is' }],
      },
      {
        kind: 'dates',
        key: 'created',
        label: 'mail-queue.created',
        column: 'mails.created_at',
        holds: 'time',
      },
    ],
    columns: [
      {
        kind: 'text',
        key: 'subject',
        heading: 'mail-queue.subject',
        value: ({ content, event }) => content?.subject ?? event,
        href: ({ id }) => `/agency/mails/${id}`,
      },
      {
        kind: 'text',
        key: 'to',
        heading: 'mail-queue.recipient',
        look: 'code',
        value: ({ recipient }) => maskAddress(recipient),
      },
      {
        kind: 'tag',
        key: 'state',
        heading: 'mail-queue.state',
        value: ({ state }, t) => stateText(state, t),
        tone: ({ state }) => tones[state],
        note: ({ state, outcome }) => (state === 'sent' ? undefined : (outcome ?? undefined)),
      },
      {
        kind: 'text',
        key: 'event',
        heading: 'mail-queue.event',
        only: 'file',
        value: ({ event }, t) => (isMailEvent(event) ? t(`mail-queue.event-name.${event}`) : event),
      },
      { kind: 'number', key: 'tries', heading: 'mail-queue.tries', value: ({ tries }) => tries },
      {
        kind: 'time',
        key: 'created',
        heading: 'mail-queue.created',
        sort: 'mails.created_at',
        value: ({ createdAt }) => createdAt,
      },
      { kind: 'time', key: 'next', heading: 'mail-queue.next', value: ({ nextTryAt }) => nextTryAt },
      {
        kind: 'text',
        key: 'outcome',
        heading: 'mail-queue.outcome',
        only: 'file',
        value: ({ outcome }) => outcome ?? '',
      },
    ],
  };
}

/** The name of a state. */
export function stateText(state: QueuedMail['state'], t: Translate): string {
  return t('mail-queue.state-name', { state });
}

const tones: Readonly<Record<QueuedMail['state'], Tone>> = {
  waiting: 'waiting',
  sending: 'plain',
  dead: 'bad',
  sent: 'good',
};
