import type { Knex } from 'knex';
import { toStoredTime } from '../../clock.js';
import { enqueueMail } from '../../mail/index.js';
import type { AccountWithRanges } from '../account.js';
import type { ActedBy } from '../acted-by.js';
import { listSupervisors } from '../list-staff.js';

/** What of an account of the staff can change, as the mail names it. */
export type StaffChangeName = 'role' | 'ranges' | 'email' | 'disable';

/** Tells the holder, also at an address that was replaced, and the supervisors but the one who did it. */
export async function mailStaffChanged(
  trx: Knex.Transaction,
  {
    before,
    email,
    changes,
    by,
  }: {
    readonly before: AccountWithRanges;
    /** The address from now on. */
    readonly email: string;
    readonly changes: readonly StaffChangeName[];
    readonly by: ActedBy & { readonly at: Date };
  },
): Promise<void> {
  const { userName, language } = before;
  const others = (await listSupervisors(trx)).filter(
    ({ accountId }) => accountId !== before.id && accountId !== by.actor?.accountId,
  );
  const readers = [
    { to: email, reader: 'holder', language } as const,
    ...(email === before.email ? [] : [{ to: before.email, reader: 'formerly', language } as const]),
    ...others.map((other) => ({ to: other.email, reader: 'supervisor', language: other.language }) as const),
  ];
  for (const { to, reader, language: read } of readers) {
    await enqueueMail(trx, {
      event: 'staff-changed',
      to,
      language: read,
      params: {
        reader,
        userName,
        changes: changes.join(' '),
        by: by.actor?.userName ?? '',
        changedAt: toStoredTime(by.at),
      },
      at: by.at,
    });
  }
}
