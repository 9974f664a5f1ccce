import type { Database } from '../database/index.js';

/** The accounts of an institution that are not disabled, with their e-mail addresses. */
export async function listAddresses(
  db: Database,
  institutionId: number,
): Promise<readonly { readonly id: number; readonly userName: string; readonly email: string }[]> {
  const rows: { id: number | string; user_name: string; email: string }[] = await db('accounts')
    .where({ institution_id: institutionId })
    .whereNot({ state: 'disabled' })
    .orderBy('id')
    .select('id', 'user_name', 'email');
  return rows.map(({ id, user_name: userName, email }) => ({ id: Number(id), userName, email }));
}
