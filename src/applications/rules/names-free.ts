import { findAccountByName, userNameKey } from '../../accounts/index.js';
import type { Database } from '../../database/index.js';
import type { FieldProblem } from '../../problems/index.js';
import type { NewAccountForm } from '../forms/form.js';
import { claimOf, claimsHeld } from '../store/item-store.js';

/** What is in use of the names a form asks for. */
export interface NamesInUse {
  /** Keys of names that an account has or had. */
  readonly taken: ReadonlySet<string>;
  /** Claims that other open applications hold. */
  readonly reserved: ReadonlySet<string>;
}

/** Looks up which names of a form are in use. */
export async function loadNamesInUse(db: Database, { accounts }: NewAccountForm): Promise<NamesInUse> {
  const taken = new Set<string>();
  for (const { userName } of accounts) {
    if ((await findAccountByName(db, userName)) !== undefined) taken.add(userNameKey(userName));
  }
  const reserved = await claimsHeld(
    db,
    accounts.map(({ userName }) => claimOf.name(userName)),
  );
  return { taken, reserved };
}

/** User names are unique, never given out twice, and asked for by one open application at a time. Pure. */
export function findNameFaults(
  { accounts }: Pick<NewAccountForm, 'accounts'>,
  { taken, reserved }: NamesInUse,
): readonly FieldProblem[] {
  return accounts.flatMap(({ userName }, index): FieldProblem[] => {
    const field = `accounts-${index + 1}-userName`;
    if (taken.has(userNameKey(userName))) return [{ field, code: 'ERR_ACCOUNT_TAKEN', params: { userName } }];
    if (reserved.has(claimOf.name(userName))) {
      return [{ field, code: 'ERR_APPLICATION_USER_NAME_RESERVED', params: { userName } }];
    }
    return [];
  });
}
