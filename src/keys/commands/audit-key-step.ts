import type { Knex } from 'knex';
import { appendAudit } from '../../audit/index.js';
import type { KeyCommandServices } from './services.js';

/** Puts a change of keys on record; its detail names keys by their ids, never by their bytes. */
export async function auditKeyStep(
  trx: Knex.Transaction,
  { clock, operator }: KeyCommandServices,
  step: {
    readonly action: 'keys.rotate' | 'keys.rewrap' | 'keys.reseal' | 'keys.prune';
    readonly reference: string;
    readonly detail: Readonly<Record<string, string | number>>;
  },
): Promise<void> {
  await appendAudit(trx, {
    at: clock(),
    actor: null,
    address: null,
    action: step.action,
    target: { kind: 'key', reference: step.reference },
    outcome: 'done',
    detail: { ...step.detail, operator },
    reference: null,
  });
}
