import type { Database } from '../database/index.js';
import type { Language } from '../locales/index.js';

/** Somebody of the agency who can log in now. */
export interface ActiveStaff {
  readonly accountId: number;
  readonly userName: string;
  readonly name: string;
  readonly email: string;
  readonly language: Language;
}

/** The supervisors whose accounts are active, by user name. */
export function listSupervisors(db: Database): Promise<readonly ActiveStaff[]> {
  return listStaff(db, 'supervisor');
}

/** The reviewers whose accounts are active, by user name. */
export function listReviewers(db: Database): Promise<readonly ActiveStaff[]> {
  return listStaff(db, 'reviewer');
}

async function listStaff(db: Database, role: 'reviewer' | 'supervisor'): Promise<readonly ActiveStaff[]> {
  const rows = await db('accounts')
    .where({ role, state: 'active' })
    .orderBy('user_name')
    .select<StaffRow[]>('id', 'user_name', 'name', 'email', 'language');
  return rows.map(({ id, user_name, ...rest }) => ({ accountId: Number(id), userName: user_name, ...rest }));
}

interface StaffRow {
  readonly id: number | string;
  readonly user_name: string;
  readonly name: string;
  readonly email: string;
  readonly language: Language;
}
