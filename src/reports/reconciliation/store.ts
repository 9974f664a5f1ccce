import type { Knex } from 'knex';
import { toStoredTime } from '../../clock.js';
import type { Fault, FaultKind } from './fault.js';

/** A line of `reconciliation_faults`. */
export interface FaultRow {
  readonly id: number;
  readonly kind: FaultKind;
  readonly subject: string;
  readonly expected: number | string;
  readonly found: number | string;
  readonly state: 'open' | 'ended';
  readonly found_at: string;
  readonly ended_at: string | null;
}

/** What was found and is not in order yet. */
export function openFaults(
  trx: Knex.Transaction,
): Promise<readonly Pick<FaultRow, 'id' | 'kind' | 'subject'>[]> {
  return trx('reconciliation_faults').where({ state: 'open' }).select('id', 'kind', 'subject');
}

/**
 * Writes a fault down, or opens it again.
 *
 * @throws the driver's duplicate error when another gateway has just written it
 */
export async function writeFault(trx: Knex.Transaction, fault: Fault, at: Date): Promise<void> {
  const { kind, subject, ...counts } = fault;
  const line = { ...counts, state: 'open', found_at: toStoredTime(at), ended_at: null };
  const again = await trx('reconciliation_faults').where({ kind, subject, state: 'ended' }).update(line);
  if (again === 0) await trx('reconciliation_faults').insert({ ...line, kind, subject });
}

/** Notes that these are in order again. */
export async function endFaults(
  trx: Knex.Transaction,
  faults: readonly Pick<FaultRow, 'id'>[],
  at: Date,
): Promise<void> {
  for (const { id } of faults) {
    await trx('reconciliation_faults')
      .where({ id })
      .update({ state: 'ended', ended_at: toStoredTime(at) });
  }
}
