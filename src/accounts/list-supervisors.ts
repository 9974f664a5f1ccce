import type { Database } from '../database/index.js';
import type { Language } from '../locales/index.js';

/** A supervisor who can log in now. */
export interface ActiveSupervisor {
  readonly accountId: number;
  readonly userName: string;
  readonly email: string;
  readonly language: Language;
}

/** The supervisors whose accounts are active, in the order in which they were added. */
export async function listSupervisors(db: Database): Promise<readonly ActiveSupervisor[]> {
  const rows = await db('accounts')
    .where({ role: 'supervisor', state: 'active' })
    .orderBy('id')
    .select<SupervisorRow[]>('id', 'user_name', 'email', 'language');
  return rows.map(({ id, user_name, email, language }) => ({
    accountId: Number(id),
    userName: user_name,
    email,
    language,
  }));
}

interface SupervisorRow {
  readonly id: number | string;
  readonly user_name: string;
  readonly email: string;
  readonly language: Language;
}
