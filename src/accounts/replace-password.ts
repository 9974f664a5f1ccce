import { appendAudit } from '../audit/index.js';
import { toStoredTime } from '../clock.js';
import { type Database, inTransaction } from '../database/index.js';
import { type FieldProblem, Problem } from '../problems/index.js';
import type { AccountWithRanges } from './account.js';
import {
  findAccount,
  keepOldPassword,
  lockAccount,
  oldPasswords,
  updateAccountAndEndSessions,
} from './account-store.js';
import type { ActedBy } from './acted-by.js';
import type { PasswordHasher } from './passwords/hash.js';
import { checkPassword, type PasswordProfile } from './passwords/policy.js';

export interface PasswordOrder {
  readonly accountId: number;
  readonly newPassword: string;
  /** What is wrong with the form itself; told together with the rules that the password breaks. */
  readonly faults?: readonly FieldProblem[];
}

/**
 * Replaces an account's password by one that its holder chose, and ends every session of the account; the caller begins
 * a new one for the holder (`renewSession`), in the same transaction through `also`.
 *
 * @throws Problem `ERR_FIELDS` with entries for `newPassword`, one for each rule it breaks; `ERR_ACCOUNT_UNKNOWN`;
 *   `ERR_CONFLICT` when the password was replaced at the same time
 */
export async function replacePassword<T>(
  db: Database,
  {
    passwords,
    passwordProfile,
  }: { readonly passwords: PasswordHasher; readonly passwordProfile: PasswordProfile },
  { accountId, newPassword, faults = [] }: PasswordOrder,
  { at, ...by }: ActedBy & { readonly at: Date },
  also: (trx: Parameters<Parameters<typeof inTransaction>[1]>[0], account: AccountWithRanges) => Promise<T>,
): Promise<T> {
  // Hashing takes its time: it is done before the transaction, and what it was based on is compared inside.
  const seen = await findAccount(db, accountId);
  if (seen === undefined) throw new Problem('ERR_ACCOUNT_UNKNOWN');
  const recentHashes = [
    seen.passwordHash,
    ...(await oldPasswords(db, accountId, passwordProfile.remembered)),
  ];
  const owner = { ...seen, recentHashes };
  const broken = await checkPassword(passwordProfile, newPassword, owner, {
    field: 'newPassword',
    passwords,
  });
  const fields = [...broken, ...faults];
  if (fields.length > 0) throw new Problem('ERR_FIELDS', { fields });
  const passwordHash = await passwords.hash(newPassword);

  return inTransaction(db, async (trx) => {
    const account = await lockAccount(trx, accountId);
    if (account?.passwordHash !== seen.passwordHash) throw new Problem('ERR_CONFLICT');
    const now = toStoredTime(at);
    await keepOldPassword(trx, { account_id: accountId, password_hash: seen.passwordHash, replaced_at: now });
    await updateAccountAndEndSessions(trx, accountId, {
      password_hash: passwordHash,
      password_kind: 'own',
      password_set_at: now,
      password_expires_at: null,
    });
    const outcome = await also(trx, { ...account, generation: account.generation + 1 });
    await appendAudit(trx, {
      ...by,
      at,
      action: 'account.replace-password',
      target: { kind: 'account', reference: account.userName },
      outcome: 'done',
      detail: { before: account.passwordKind },
    });
    return outcome;
  });
}
