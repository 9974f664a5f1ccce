import type { Knex } from 'knex';
import type { ActedBy } from '../../accounts/index.js';
import { appendAudit } from '../../audit/index.js';
import { toStoredTime } from '../../clock.js';
import { inTransaction } from '../../database/index.js';
import { Problem } from '../../problems/index.js';
import type { Application, ApplicationWithForm } from '../application.js';
import type { ReturnReason } from '../return-reasons.js';
import { capacitiesOf } from '../rules/capacities.js';
import type { ApplicationServices } from '../services.js';
import { type ApplicationColumns, lockApplication, updateApplication } from '../store/application-store.js';
import { insertEvent } from '../store/event-store.js';
import { releaseClaims } from '../store/item-store.js';
import { sealText } from '../store/sealed.js';
import {
  type ApplicationEventName,
  type ApplicationState,
  type Capacity,
  isClosed,
  nextState,
} from '../transitions.js';

/** Who acts, from where, when. `actor` null: somebody whom the progress page has recognised, or the system. */
export type Deed = ActedBy & { readonly at: Date };

/** The application, and the version of it that was looked at. */
export interface Order {
  readonly reference: string;
  readonly version: number;
}

/** What a verb does besides the step itself. */
export interface Step {
  readonly columns?: Partial<ApplicationColumns>;
  /** For the history: codes, and what the reviewer wrote. */
  readonly reasons?: readonly ReturnReason[];
  readonly words?: string;
  /** For the audit trail. */
  readonly detail?: Readonly<Record<string, unknown>>;
}

/**
 * Takes one step along the table of transitions: locks the application, compares the version, finds the arrow, lets
 * `work` do what belongs to it, and writes row, history and audit entry. All of it or nothing.
 *
 * @param work checks and does what belongs to the step, in the transaction, mails included; what it throws undoes all
 * @param as in what capacity; by default what the actor is to this application
 * @returns the application as it is afterwards
 * @throws Problem `ERR_APPLICATION_UNKNOWN` for what does not exist for the actor, `ERR_APPLICATION_CHANGED` when somebody
 *   was faster, `ERR_APPLICATION_STATE` when no arrow leads on
 */
export async function act(
  services: Pick<ApplicationServices, 'db' | 'keys'>,
  order: Order,
  by: Deed,
  event: ApplicationEventName,
  work: (trx: Knex.Transaction, application: ApplicationWithForm, to: ApplicationState) => Promise<Step>,
  as?: Capacity,
): Promise<ApplicationWithForm> {
  return inTransaction(services.db, async (trx) => {
    const before = await lockApplication(trx, services.keys, order.reference);
    const capacities = before === undefined ? [] : as === undefined ? capacitiesOf(before, by.actor) : [as];
    if (before === undefined || capacities.length === 0) throw new Problem('ERR_APPLICATION_UNKNOWN');
    if (before.version !== order.version) throw new Problem('ERR_APPLICATION_CHANGED');
    const to = arrowOf(before, event, capacities);
    const step = await work(trx, before, to);
    await writeStep(trx, services, { before, to, event, step, by });
    const after = await lockApplication(trx, services.keys, order.reference);
    if (after === undefined) throw new TypeError('The application went away under its lock.');
    return after;
  });
}

function arrowOf(
  { state, way }: Application,
  event: ApplicationEventName,
  capacities: readonly Capacity[],
): ApplicationState {
  for (const capacity of capacities) {
    const to = nextState(state, event, way, capacity);
    if (to !== undefined) return to;
  }
  throw new Problem('ERR_APPLICATION_STATE', {
    detail: `${event} from ${state} by ${capacities.join(', ')}`,
  });
}

async function writeStep(
  trx: Knex.Transaction,
  { keys }: Pick<ApplicationServices, 'keys'>,
  {
    before,
    to,
    event,
    step,
    by: { at, ...by },
  }: {
    readonly before: Application;
    readonly to: ApplicationState;
    readonly event: ApplicationEventName;
    readonly step: Step;
    readonly by: Deed;
  },
): Promise<void> {
  const { columns = {}, reasons = [], words = '', detail = {} } = step;
  const closing = isClosed(to) ? { closed_at: toStoredTime(at), lapse_date: null } : {};
  const isSet = await updateApplication(trx, before, { state: to, ...closing, ...columns });
  if (!isSet) throw new Problem('ERR_APPLICATION_CHANGED');
  if (isClosed(to)) await releaseClaims(trx, before.id);
  await insertEvent(trx, {
    applicationId: before.id,
    at,
    event,
    from: before.state,
    to,
    actorAccountId: by.actor?.accountId ?? null,
    reasons,
    sealedWords: sealText(keys, { reference: before.reference, kind: 'words', at }, words),
  });
  await appendAudit(trx, {
    ...by,
    at,
    action: `application.${event}`,
    target: { kind: 'application', reference: before.reference },
    outcome: 'done',
    detail: { before: before.state, after: to, institutionCode: before.institution.code, reasons, ...detail },
    ...(words === '' ? {} : { personal: { words } }),
  });
}
