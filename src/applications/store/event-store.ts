import type { Knex } from 'knex';
import { toStoredTime } from '../../clock.js';
import type { Database } from '../../database/index.js';
import type { Keyring } from '../../keys/index.js';
import type { Role } from '../../roles.js';
import type { Application, ApplicationEvent } from '../application.js';
import type { ReturnReason } from '../return-reasons.js';
import type { ApplicationEventName, ApplicationState } from '../transitions.js';
import { readReasons } from './item-store.js';
import { openText } from './sealed.js';

/** Adds a line to an application's history. */
export async function insertEvent(trx: Knex.Transaction, event: NewEvent): Promise<void> {
  await trx('application_events').insert({
    application_id: event.applicationId,
    at: toStoredTime(event.at),
    event: event.event,
    from_state: event.from,
    to_state: event.to,
    actor_account_id: event.actorAccountId,
    reasons: event.reasons.join(' '),
    sealed_words: event.sealedWords,
  });
}

export interface NewEvent {
  readonly applicationId: number;
  readonly at: Date;
  readonly event: ApplicationEventName;
  readonly from: ApplicationState;
  readonly to: ApplicationState;
  readonly actorAccountId: number | null;
  readonly reasons: readonly ReturnReason[];
  readonly sealedWords: Buffer | null;
}

/** The history of an application, oldest first. */
export async function listEvents(
  { db, keys }: { readonly db: Database; readonly keys: Keyring },
  { id, reference }: Pick<Application, 'id' | 'reference'>,
): Promise<readonly ApplicationEvent[]> {
  const rows: EventRow[] = await db('application_events')
    .leftJoin('accounts', 'accounts.id', 'application_events.actor_account_id')
    .where({ application_id: id })
    .orderBy('application_events.id')
    .select('application_events.*', 'accounts.user_name', 'accounts.role');
  return rows.map((row) => ({
    at: new Date(row.at),
    event: row.event,
    from: row.from_state,
    to: row.to_state,
    actor: actorOf(row),
    reasons: readReasons(row.reasons),
    words: openText(keys, { reference, kind: 'words', at: new Date(row.at) }, row.sealed_words),
  }));
}

interface EventRow {
  at: string;
  event: ApplicationEventName;
  from_state: ApplicationState;
  to_state: ApplicationState;
  actor_account_id: number | string | null;
  user_name: string | null;
  role: Role | null;
  reasons: string;
  sealed_words: Buffer | null;
}

function actorOf({ actor_account_id, user_name, role }: EventRow): ApplicationEvent['actor'] {
  if (actor_account_id === null || user_name === null || role === null) return null;
  return { accountId: Number(actor_account_id), userName: user_name, role };
}
