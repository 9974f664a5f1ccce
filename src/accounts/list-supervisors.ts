import type { Database } from '../database/index.js';

/** A supervisor who can log in now. */
export interface ActiveSupervisor {
  readonly accountId: number;
  readonly userName: string;
  readonly email: string;
}

/** The supervisors whose accounts are active, in the order in which they were added. */
export async function listSupervisors(db: Database): Promise<readonly ActiveSupervisor[]> {
  const rows = await db('accounts')
    .where({ role: 'supervisor', state: 'active' })
    .orderBy('id')
    .select<{ id: number; user_name: string; email: string }[]>('id', 'user_name', 'email');
  return rows.map(({ id, user_name, email }) => ({ accountId: Number(id), userName: user_name, email }));
}
