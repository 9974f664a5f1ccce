import type { Knex } from 'knex';
import { findAccountByName, keepAManager } from '../../accounts/index.js';
import { taipeiDate, toStoredTime } from '../../clock.js';
import { inTransaction, isDuplicate } from '../../database/index.js';
import { findInstitution } from '../../institutions/index.js';
import { Problem } from '../../problems/index.js';
import type { ApplicationWithForm } from '../application.js';
import type { ChangeForm, NewAccountForm } from '../forms/form.js';
import { requireAccountAsFiled } from '../rules/account-as-filed.js';
import { findNameFaults, loadNamesInUse } from '../rules/names-free.js';
import { requireRecognition } from '../rules/recognition.js';
import type { ApplicationServices } from '../services.js';
import { claimItem, claimOf } from '../store/item-store.js';
import { act, type Deed, type Order } from './act.js';
import { lapseDateOf } from './dates.js';
import { mailFiller } from './notify.js';

/**
 * Confirms a draft: nothing of it can be edited any more, names and accounts are reserved for it, the form can be printed,
 * and it waits for the letter or the scan. The filler is told what comes next.
 *
 * @throws Problem as `act`; `ERR_FIELDS` with `ERR_ACCOUNT_TAKEN` or `ERR_APPLICATION_USER_NAME_RESERVED` at user names;
 *   `ERR_APPLICATION_NOT_RECOGNISED`, `ERR_APPLICATION_ACCOUNT_OPEN`, `ERR_ACCOUNT_LAST_MANAGER`, and what
 *   `requireAccountAsFiled` throws
 */
export async function confirm(
  services: Pick<ApplicationServices, 'db' | 'keys' | 'settings'>,
  order: Order,
  by: Deed,
): Promise<ApplicationWithForm> {
  return inTransaction(services.db, async (trx) => {
    const joined = { ...services, db: trx };
    const confirmed = await act(joined, order, by, 'confirm', async (_trx, application) => {
      await reserve(trx, application, by.at);
      return { columns: { confirmed_at: toStoredTime(by.at), lapse_date: lapseDateOf(services, by.at) } };
    });
    return act(
      joined,
      confirmed,
      { ...by, actor: null, address: null },
      'await-seals',
      (_trx, application) => announce(trx, application, by.at),
      'system',
    );
  });
}

async function reserve(trx: Knex.Transaction, application: ApplicationWithForm, at: Date): Promise<void> {
  const { form } = application;
  if (form === null) throw new Problem('ERR_APPLICATION_ERASED');
  if (form.kind === 'new-account') await reserveNames(trx, application, form, at);
  // From the home page nothing is said of accounts, and nothing of them is reserved.
  else if (application.filedBy !== null) await reserveAccount(trx, application, form);
}

async function reserveNames(
  trx: Knex.Transaction,
  application: ApplicationWithForm,
  form: NewAccountForm,
  at: Date,
): Promise<void> {
  const institution = await findInstitution(trx, form.institutionCode);
  if (institution === undefined) {
    throw new Problem('ERR_INSTITUTION_UNKNOWN', { params: { code: form.institutionCode } });
  }
  requireRecognition(institution, taipeiDate(at));
  const fields = findNameFaults(form, await loadNamesInUse(trx, form));
  if (fields.length > 0) throw new Problem('ERR_FIELDS', { fields });
  for (const { id, position, userName } of application.items) {
    if (userName === null) throw new Problem('ERR_APPLICATION_ERASED');
    await claim(
      () => claimItem(trx, id, claimOf.name(userName)),
      (cause) => {
        const field = `accounts-${position + 1}-userName`;
        const code = 'ERR_APPLICATION_USER_NAME_RESERVED';
        return new Problem('ERR_FIELDS', { cause, fields: [{ field, code, params: { userName } }] });
      },
    );
  }
}

async function reserveAccount(
  trx: Knex.Transaction,
  { items }: ApplicationWithForm,
  form: ChangeForm,
): Promise<void> {
  const account = await findAccountByName(trx, form.userName);
  const [item] = items;
  if (account === undefined || item === undefined) throw new Problem('ERR_APPLICATION_ACCOUNT_UNKNOWN');
  requireAccountAsFiled(form, account);
  await keepAManager(trx, account, {
    role: form.changes.role?.to ?? account.role,
    state: form.changes.disable ? 'disabled' : account.state,
  });
  await claim(
    () => claimItem(trx, item.id, claimOf.account(account.id)),
    (cause) => new Problem('ERR_APPLICATION_ACCOUNT_OPEN', { cause, params: { userName: account.userName } }),
  );
}

async function claim(write: () => Promise<void>, problemOf: (cause: unknown) => Problem): Promise<void> {
  try {
    await write();
  } catch (error) {
    throw isDuplicate(error) ? problemOf(error) : error;
  }
}

async function announce(trx: Knex.Transaction, application: ApplicationWithForm, at: Date) {
  const { way, lapseDate } = application;
  await mailFiller(trx, application, 'application-confirmed', { way, lapseDate: lapseDate ?? '' }, at);
  return {};
}
