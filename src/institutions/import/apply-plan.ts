import type { Knex } from 'knex';
import { type AuditEvent, appendAudit } from '../../audit/index.js';
import { insertInstitution, updateInstitution } from '../store.js';
import type { ImportPlan } from './plan.js';

/** Does what a plan says, and writes it to the audit trail unless it changes nothing. */
export async function applyPlan(
  trx: Knex.Transaction,
  plan: ImportPlan,
  by: Pick<AuditEvent, 'at' | 'actor' | 'address' | 'reference'>,
): Promise<void> {
  for (const data of plan.added) await insertInstitution(trx, data, by.at);
  for (const { before, after } of plan.changed) await updateInstitution(trx, before.id, after, by.at);
  if (plan.added.length + plan.changed.length === 0) return;
  await appendAudit(trx, {
    ...by,
    action: 'institution.import',
    target: null,
    outcome: 'done',
    detail: {
      added: plan.added.map(({ code }) => code),
      changed: plan.changed.map(({ before, after, fields }) => ({
        code: after.code,
        before: Object.fromEntries(fields.map((field) => [field, before[field]])),
        after: Object.fromEntries(fields.map((field) => [field, after[field]])),
      })),
      unchanged: plan.unchanged,
    },
  });
}
