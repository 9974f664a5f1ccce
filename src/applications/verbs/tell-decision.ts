import type { Knex } from 'knex';
import { findAccount } from '../../accounts/index.js';
import { toStoredTime } from '../../clock.js';
import { enqueueMail } from '../../mail/index.js';
import type { ApplicationItem, ApplicationWithForm } from '../application.js';
import { paths } from '../paths.js';
import type { Returned } from './decide.js';
import { aboutApplication, mailFiller } from './notify.js';

/** Tells filler and applicants what was approved. The one-time passwords go by mails of their own. */
export async function mailApproved(
  trx: Knex.Transaction,
  application: ApplicationWithForm,
  approved: readonly ApplicationItem[],
  at: Date,
): Promise<void> {
  if (approved.length === 0) return;
  const decidedAt = toStoredTime(at);
  const userNames = namesOf(approved);
  await mailFiller(trx, application, 'application-approved', { reader: 'filler', userNames, decidedAt }, at);
  // The holder of a changed account is told by `account-changed`.
  if (application.form?.kind !== 'new-account') return;
  for (const item of approved) {
    const to = application.form.accounts[item.position]?.email;
    if (to === undefined || isFiller(application, to)) continue;
    await enqueueMail(trx, {
      event: 'application-approved',
      to,
      language: application.language,
      params: {
        ...aboutApplication(application),
        path: paths.login,
        reader: 'applicant',
        userNames: namesOf([item]),
        decidedAt,
      },
      at,
    });
  }
}

/** Tells the filler everything that must be mended, and of a scan application also those whose accounts it is about. */
export async function mailReturned(
  trx: Knex.Transaction,
  application: ApplicationWithForm,
  returned: readonly Returned[],
  at: Date,
): Promise<void> {
  if (returned.length === 0) return;
  const decidedAt = toStoredTime(at);
  const params = (items: readonly Returned[]) => ({
    userNames: namesOf(items.map(({ item }) => item)),
    reasons: [...new Set(items.flatMap(({ reasons }) => reasons))].join(' '),
    words: [...new Set(items.map(({ words }) => words.trim()))].filter((words) => words !== '').join(' '),
    decidedAt,
  });
  await mailFiller(trx, application, 'application-returned', { reader: 'filler', ...params(returned) }, at);
  if (application.way === 'letter') return;
  for (const one of returned) {
    const to = await applicantAddress(trx, application, one.item);
    if (to === undefined || isFiller(application, to)) continue;
    await enqueueMail(trx, {
      event: 'application-returned',
      to,
      language: application.language,
      params: { ...aboutApplication(application), reader: 'applicant', ...params([one]) },
      at,
    });
  }
}

async function applicantAddress(
  trx: Knex.Transaction,
  { form }: ApplicationWithForm,
  item: ApplicationItem,
): Promise<string | undefined> {
  if (form?.kind === 'new-account') return form.accounts[item.position]?.email;
  return item.accountId === null ? undefined : (await findAccount(trx, item.accountId))?.email;
}

/** One person gets one mail. */
function isFiller({ form }: ApplicationWithForm, address: string): boolean {
  return form?.filler.email.toLowerCase() === address.toLowerCase();
}

function namesOf(items: readonly ApplicationItem[]): string {
  return items.map(({ userName }) => userName ?? '').join(', ');
}
