import { byOperator } from '../../../src/accounts/index.js';
import { toStoredTime } from '../../../src/clock.js';
import type { Database } from '../../../src/database/index.js';
import type { RetentionActor } from '../../../src/reports/retention/propose-deletion.js';
import { start } from './report-ground.js';

/** Three supervisors of the agency. */
export async function addSupervisors(db: Database) {
  const [first, second, third] = await Promise.all([1, 2, 3].map((number) => addSupervisor(db, number)));
  if (first === undefined || second === undefined || third === undefined)
    throw new TypeError('Three were added.');
  return { first, second, third };
}

async function addSupervisor(db: Database, number: number): Promise<RetentionActor> {
  const userName = `supervisor0${number}`;
  const at = toStoredTime(start);
  const [id] = await db('accounts').insert({
    user_name: userName,
    user_name_key: userName,
    role: 'supervisor',
    state: 'active',
    name: '林主管',
    email: `${userName}@agency.test`,
    password_hash: 'x',
    password_kind: 'own',
    password_set_at: at,
    profile_completed_at: at,
    generation: 1,
    created_at: at,
  });
  return { accountId: Number(id), userName, audit: byOperator };
}
