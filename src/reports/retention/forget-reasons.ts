import type { Knex } from 'knex';
import { forgetPersonal } from '../../audit/index.js';

/**
 * Deletes why corrections and withdrawals were made, in the reporter's own words, which may name the worker: of these
 * submissions, and of those that wanted to correct the same reports and were not accepted. In the audit trail only a salted
 * digest of each stands; its salt goes too.
 *
 * @param submissionIds what lost records, and what corrected or withdrew them
 */
export async function forgetReasons(trx: Knex.Transaction, submissionIds: readonly number[]): Promise<void> {
  for (let at = 0; at < submissionIds.length; at += atOnce) {
    const ids = submissionIds.slice(at, at + atOnce);
    const rows: readonly Kin[] = await trx('submissions').whereIn('id', ids).select('id', 'corrects_id');
    const roots = rows.map(rootIdOf);
    const reasoned = () =>
      trx('submissions')
        .whereNotNull('reason')
        .where((any) =>
          any
            .whereIn('id', ids)
            .orWhere((failed) => failed.whereIn('corrects_id', roots).whereIn('state', notAccepted)),
        );
    await forgetPersonal(trx, { action: 'submission.receive', references: await reasoned().pluck('number') });
    await reasoned().update({ reason: null });
  }
}

interface Kin {
  readonly id: number;
  readonly corrects_id: number | null;
}

function rootIdOf({ id, corrects_id }: Kin): number {
  return corrects_id ?? id;
}

const notAccepted = ['refused', 'cancelled', 'lapsed'];

const atOnce = 500;
