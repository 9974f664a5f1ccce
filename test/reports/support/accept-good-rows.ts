import { byOperator } from '../../../src/accounts/index.js';
import { inTransaction } from '../../../src/database/index.js';
import { keepPolicy } from '../../../src/reports/policies/policy-store.js';
import type { ReportGround } from './report-ground.js';

/** From now on rows without errors are accepted and the others returned: the agency allows it, the institution chose it. */
export async function acceptGoodRows({
  db,
  institution,
  now,
}: Pick<ReportGround, 'db' | 'institution' | 'now'>): Promise<void> {
  const { accountId } = institution;
  await inTransaction(db, async (trx) => {
    for (const whose of [null, institution]) {
      await keepPolicy(trx, { institution: whose, accountId, rows: 'good', strict: [] }, byOperator, now);
    }
  });
}
