import type { Knex } from 'knex';
import { taipeiDate } from '../../clock.js';
import { enqueueMail } from '../../mail/index.js';
import { countOtherManagers } from '../account-store.js';
import { overseersOf } from '../cards/overseers.js';
import { daysBetween } from './days.js';
import type { IdleAccount } from './idle-store.js';
import { type IdleStep, planIdle } from './rules.js';

/** Where managers see the accounts that nobody uses. */
const idlePage = '/idle-accounts';

/** Tells those whom a step concerns: holder and managers of a warning or suspension, the agency of a last manager. */
export async function mailIdleStep(
  trx: Knex.Transaction,
  account: IdleAccount,
  step: IdleStep,
  { agencyAddress, at }: { readonly agencyAddress: string; readonly at: Date },
): Promise<void> {
  const today = taipeiDate(at);
  const { userName, usedOn, institution } = account;
  const facts = { userName, usedOn, days: daysBetween(usedOn, today) };
  if (step === 'report') {
    await enqueueMail(trx, {
      event: 'last-manager-idle',
      to: agencyAddress,
      language: 'zh-Hant',
      params: {
        ...facts,
        institutionName: institution.name,
        institutionCode: institution.code,
        path: idlePage,
      },
      at,
    });
    return;
  }
  const managers = await overseersOf(trx, account);
  const suspendOn = (await isLastManager(trx, account)) ? '' : planIdle(account, today).suspendOn;
  const readers = [
    { to: account.email, language: account.language, reader: 'holder', path: '/login' } as const,
    ...managers.map((manager) => ({ ...manager, reader: 'manager', path: idlePage }) as const),
  ];
  for (const { to, language, ...reader } of readers) {
    await enqueueMail(trx, {
      to,
      language,
      at,
      ...(step === 'suspend'
        ? { event: 'account-suspended', params: { ...facts, ...reader } }
        : { event: 'account-idle', params: { ...facts, ...reader, suspendOn } }),
    });
  }
}

async function isLastManager(
  trx: Knex.Transaction,
  { id, role, institution }: IdleAccount,
): Promise<boolean> {
  return role === 'manager' && (await countOtherManagers(trx, institution.id, id)) === 0;
}
