import type { Knex } from 'knex';
import { addAccountWith, type FirstPassword } from '../../accounts/index.js';
import { taipeiDate, toStoredTime } from '../../clock.js';
import { findInstitution } from '../../institutions/index.js';
import { enqueueMail, sealMailSecret } from '../../mail/index.js';
import { Problem } from '../../problems/index.js';
import type { ApplicationItem, ApplicationWithForm } from '../application.js';
import type { NewAccountForm } from '../forms/form.js';
import { paths } from '../paths.js';
import { requireRecognition } from '../rules/recognition.js';
import type { ApplicationServices } from '../services.js';
import type { Deed } from './act.js';

/**
 * Opens an account that an application asks for; its one-time password is mailed to the account's own address and shown
 * to nobody.
 *
 * @returns the account's id
 * @throws Problem `ERR_APPLICATION_NOT_RECOGNISED`, `ERR_ACCOUNT_TAKEN`
 */
export async function approveNewAccount(
  trx: Knex.Transaction,
  { keys }: Pick<ApplicationServices, 'keys'>,
  {
    application,
    form,
    item,
    password,
    by,
  }: {
    readonly application: ApplicationWithForm;
    readonly form: NewAccountForm;
    readonly item: ApplicationItem;
    readonly password: FirstPassword;
    readonly by: Deed;
  },
): Promise<number> {
  const account = form.accounts[item.position];
  if (account === undefined) throw new TypeError('An item stands for an account of the form.');
  const institution = await findInstitution(trx, form.institutionCode);
  if (institution === undefined) {
    throw new Problem('ERR_INSTITUTION_UNKNOWN', { params: { code: form.institutionCode } });
  }
  requireRecognition(institution, taipeiDate(by.at));
  const { userName, name, email, telephone, extension, mobile } = account;
  const { accountId, oneTimePassword, validUntil } = await addAccountWith(
    trx,
    password,
    {
      userName,
      role: form.role,
      institutionCode: institution.code,
      name,
      idLast4: null,
      email,
      language: application.language,
      telephones: {
        telephone,
        extension: extension === '' ? null : extension,
        mobile,
      },
      ranges: account.ranges.map(({ range }) => range),
    },
    by,
  );
  await enqueueMail(trx, {
    event: 'one-time-password',
    to: email,
    language: application.language,
    params: {
      institutionName: institution.name,
      userName,
      password: sealMailSecret(keys, email, oneTimePassword),
      validUntil: toStoredTime(validUntil),
      path: paths.login,
    },
    at: by.at,
  });
  return accountId;
}
