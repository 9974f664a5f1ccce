import type { Database } from '../database/index.js';
import type { AddressSpan } from '../ip-ranges/index.js';

/** Another institution whose accounts may be used from some of the same addresses. */
export interface AddressSharer {
  readonly code: string;
  readonly name: string;
}

/**
 * The other institutions with an account, not disabled, whose external ranges touch one of `spans`; by code.
 *
 * @param institutionId the institution whose own accounts do not count
 */
export async function findAddressSharers(
  db: Database,
  spans: readonly AddressSpan[],
  institutionId: number,
): Promise<readonly AddressSharer[]> {
  if (spans.length === 0) return [];
  return db('account_ip_ranges')
    .join('accounts', 'accounts.id', 'account_ip_ranges.account_id')
    .join('institutions', 'institutions.id', 'accounts.institution_id')
    .whereNot('accounts.institution_id', institutionId)
    .whereNot('accounts.state', 'disabled')
    .where((touching) => {
      for (const { start, end } of spans) {
        touching.orWhere((one) => one.where('external_start', '<=', end).where('external_end', '>=', start));
      }
    })
    .distinct('institutions.code', 'institutions.name')
    .orderBy('institutions.code')
    .select<AddressSharer[]>('institutions.code', 'institutions.name');
}
