import { toStoredTime } from '../../clock.js';
import { inTransaction } from '../../database/index.js';
import { translate } from '../../locales/index.js';
import { enqueueMail, sealMailSecret } from '../../mail/index.js';
import type { ActedBy } from '../acted-by.js';
import { addAccountWith, drawFirstPassword, type NewAccount } from '../add-account.js';
import type { AccountServices } from '../services.js';

/**
 * Adds an account of the agency's staff. Its one-time password goes to its own e-mail and is shown to nobody; the card is
 * bound at the first login.
 *
 * @throws Problem as `addAccount`
 */
export async function addStaff(
  services: Pick<AccountServices, 'db' | 'keys' | 'passwords' | 'randomBytes'>,
  account: NewAccount,
  by: ActedBy & { readonly at: Date },
): Promise<void> {
  const password = await drawFirstPassword(services);
  await inTransaction(services.db, async (trx) => {
    const { oneTimePassword, validUntil } = await addAccountWith(trx, password, account, by);
    await enqueueMail(trx, {
      event: 'one-time-password',
      to: account.email,
      language: 'zh-Hant',
      params: {
        institutionName: translate('zh-Hant', 'shell.agency'),
        userName: account.userName,
        password: sealMailSecret(services.keys, account.email, oneTimePassword),
        validUntil: toStoredTime(validUntil),
        path: '/login',
      },
      at: by.at,
    });
  });
}
