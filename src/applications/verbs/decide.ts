import type { Knex } from 'knex';
import { drawFirstPassword, type FirstPassword } from '../../accounts/index.js';
import { toStoredTime } from '../../clock.js';
import { Problem } from '../../problems/index.js';
import type { ApplicationItem, ApplicationWithForm } from '../application.js';
import { findDecisionFaults, type ItemDecision } from '../rules/decision.js';
import { requireHolder, reviewerOf } from '../rules/reviewer.js';
import { hasWideRanges } from '../rules/wide-ranges.js';
import type { ApplicationServices } from '../services.js';
import { decideItem } from '../store/item-store.js';
import { act, type Deed, type Order, type Step } from './act.js';
import { approveChange } from './approve-change.js';
import { approveNewAccount } from './approve-new-account.js';
import { mailApproved, mailReturned } from './tell-decision.js';

/**
 * Decides an application that the reviewer has taken, every account of it at once (`approveAll`, `returnAll`, or one by
 * one). Approved accounts are opened and their one-time passwords mailed to them alone; an approved change takes effect
 * as a whole. With an account returned the application is `returned`.
 *
 * @param order.wideConfirmed whether the reviewer has confirmed ranges that are wider than usual
 * @throws Problem as `act`; `ERR_FIELDS` for the decision itself; `ERR_APPLICATION_REVIEWER`, `ERR_APPLICATION_OWN`,
 *   `ERR_APPLICATION_WIDE_UNCONFIRMED`, and what `approveNewAccount` and `approveChange` throw
 */
export async function decide(
  services: Pick<ApplicationServices, 'db' | 'keys' | 'randomBytes' | 'passwords'>,
  {
    decisions,
    wideConfirmed,
    ...order
  }: Order & { readonly decisions: readonly ItemDecision[]; readonly wideConfirmed: boolean },
  by: Deed,
): Promise<ApplicationWithForm> {
  const approved = decisions.filter(({ outcome }) => outcome === 'approve');
  // Hashing takes its time: it is done before anything is locked.
  const passwords = await Promise.all(approved.map(() => drawFirstPassword(services)));
  const event = decisions.length > approved.length ? 'return' : 'approve';
  return act(services, order, by, event, async (trx, application) => {
    requireHolder(application, by.actor);
    await reviewerOf(trx, application, by.actor);
    const fields = findDecisionFaults(application.items, decisions);
    if (fields.length > 0) throw new Problem('ERR_FIELDS', { fields });
    if (approved.length > 0 && hasWideRanges(application.form) && !wideConfirmed) {
      throw new Problem('ERR_APPLICATION_WIDE_UNCONFIRMED');
    }
    const done = { approved: [] as ApplicationItem[], returned: [] as Returned[] };
    for (const item of application.items) {
      const decision = decisions.find(({ itemId }) => itemId === item.id);
      if (decision?.outcome === 'approve') {
        await approve(trx, services, { application, item, password: passwords[done.approved.length], by });
        done.approved.push(item);
      } else if (decision?.outcome === 'return') {
        const { reasons } = decision;
        await decideItem(trx, item.id, { outcome: 'returned', reasons, accountId: item.accountId });
        done.returned.push({ item, ...decision });
      }
    }
    await mailApproved(trx, application, done.approved, by.at);
    await mailReturned(trx, application, done.returned, by.at);
    return stepOf(done, { at: by.at, wideConfirmed: wideConfirmed && hasWideRanges(application.form) });
  });
}

/** An item and why it was returned. */
export type Returned = Omit<Extract<ItemDecision, { outcome: 'return' }>, 'itemId' | 'outcome'> & {
  readonly item: ApplicationItem;
};

async function approve(
  trx: Knex.Transaction,
  services: Pick<ApplicationServices, 'keys'>,
  {
    application,
    item,
    password,
    by,
  }: {
    readonly application: ApplicationWithForm;
    readonly item: ApplicationItem;
    readonly password: FirstPassword | undefined;
    readonly by: Deed;
  },
): Promise<void> {
  const { form } = application;
  if (form === null) throw new Problem('ERR_APPLICATION_ERASED');
  if (password === undefined) throw new TypeError('There is a password for each approved account.');
  const accountId =
    form.kind === 'new-account'
      ? await approveNewAccount(trx, services, { application, form, item, password, by })
      : await approveChange(trx, { application, form, by });
  await decideItem(trx, item.id, { outcome: 'approved', reasons: [], accountId });
}

function stepOf(
  { approved, returned }: { approved: readonly ApplicationItem[]; returned: readonly Returned[] },
  { at, wideConfirmed }: { readonly at: Date; readonly wideConfirmed: boolean },
): Step {
  return {
    columns: { decided_at: toStoredTime(at) },
    reasons: [...new Set(returned.flatMap(({ reasons }) => reasons))],
    words: [...new Set(returned.map(({ words }) => words.trim()))].filter((words) => words !== '').join('\n'),
    detail: {
      approved: approved.map(({ position }) => position + 1),
      returned: returned.map(({ item }) => item.position + 1),
      wideConfirmed,
    },
  };
}
