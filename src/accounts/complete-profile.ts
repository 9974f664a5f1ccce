import type { Knex } from 'knex';
import { appendAudit } from '../audit/index.js';
import { toStoredTime } from '../clock.js';
import { type FieldProblem, Problem } from '../problems/index.js';
import { lockAccount, updateAccount } from './account-store.js';
import type { ActedBy } from './acted-by.js';
import { foldExtension, foldTelephone, isExtension, isMobile, isTelephone } from './telephone.js';

/** What the holder gives, as typed. */
export interface ProfileForm {
  readonly telephone: string;
  readonly telephoneExtension: string;
  readonly mobile: string;
  /** The registered address once more: to whom mail goes wrong, nothing else here arrives. */
  readonly email: string;
}

/**
 * Keeps the holder's telephone numbers, the registered e-mail address confirmed.
 *
 * @throws Problem `ERR_FIELDS` with an entry for each field to mend; `ERR_ACCOUNT_UNKNOWN`
 */
export async function completeProfile(
  trx: Knex.Transaction,
  accountId: number,
  form: ProfileForm,
  { at, ...by }: ActedBy & { readonly at: Date },
): Promise<void> {
  const account = await lockAccount(trx, accountId);
  if (account === undefined) throw new Problem('ERR_ACCOUNT_UNKNOWN');
  const numbers = fold(form);
  const fields = faultsOf(numbers, account.email);
  if (fields.length > 0) throw new Problem('ERR_FIELDS', { fields });
  await updateAccount(trx, accountId, {
    telephone: numbers.telephone,
    telephone_extension: numbers.telephoneExtension || null,
    mobile: numbers.mobile,
    profile_completed_at: toStoredTime(account.profileCompletedAt ?? at),
  });
  await appendAudit(trx, {
    ...by,
    at,
    action: 'account.complete-profile',
    target: { kind: 'account', reference: account.userName },
    outcome: 'done',
    personal: {
      before: JSON.stringify([account.telephone, account.telephoneExtension, account.mobile]),
      after: JSON.stringify([numbers.telephone, numbers.telephoneExtension, numbers.mobile]),
    },
  });
}

function fold({ telephone, telephoneExtension, mobile, email }: ProfileForm): ProfileForm {
  return {
    telephone: foldTelephone(telephone),
    telephoneExtension: foldExtension(telephoneExtension),
    mobile: foldTelephone(mobile),
    email: email.normalize('NFKC').trim(),
  };
}

function faultsOf(form: ProfileForm, registeredEmail: string): FieldProblem[] {
  const checks: readonly (readonly [holds: boolean, fault: FieldProblem])[] = [
    [isTelephone(form.telephone), { field: 'telephone', code: 'ERR_PROFILE_TELEPHONE' }],
    [isExtension(form.telephoneExtension), { field: 'telephoneExtension', code: 'ERR_PROFILE_EXTENSION' }],
    [isMobile(form.mobile), { field: 'mobile', code: 'ERR_PROFILE_MOBILE' }],
    [
      form.email.toLowerCase() === registeredEmail.toLowerCase(),
      { field: 'email', code: 'ERR_PROFILE_EMAIL' },
    ],
  ];
  return checks.filter(([holds]) => !holds).map(([, fault]) => fault);
}
