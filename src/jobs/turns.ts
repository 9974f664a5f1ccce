import type { Knex } from 'knex';

/**
 * Which turn a new job gets: start-time fair queueing (Goyal, Vin and Cheng, 1996) with the weight as the length. A
 * group's job begins where the one before it ends, but not before the job that was started last, so that a group which
 * was idle has saved up nothing. Jobs are taken in the order of their turns.
 *
 * Two jobs of one group that come at once may get the same turn; they are taken by their age then.
 *
 * @param group empty for jobs that belong to nobody: they come next
 */
export async function nextTurn(trx: Knex.Transaction, group: string): Promise<number> {
  const started = await latest(trx('jobs').whereIn('state', ['running', 'done', 'dead']), 'turn');
  if (group === '') return started;
  const waiting = trx('jobs').where({ fair_group: group }).whereIn('state', ['waiting', 'running']);
  return Math.max(started, await latest(waiting, trx.raw('turn + weight')));
}

async function latest(jobs: Knex.QueryBuilder, expression: string | Knex.Raw): Promise<number> {
  const [row] = await jobs.max({ turn: expression });
  return Number(row?.turn ?? 0);
}
