import type { Knex } from 'knex';

/**
 * Deletes what the digests of personal values could be checked with: afterwards entries tell that there was a value, and
 * nobody can find out which, not by trying all names either. The entries themselves and their chain stay as they are.
 *
 * @param of the action of the entries, and the references of their targets
 */
export async function forgetPersonal(
  trx: Knex.Transaction,
  { action, references }: { readonly action: string; readonly references: readonly string[] },
): Promise<void> {
  for (let at = 0; at < references.length; at += atOnce) {
    const seqs = await trx('audit_entries')
      .where({ action })
      .whereIn('target_reference', references.slice(at, at + atOnce))
      .pluck<(number | string)[]>('seq');
    await trx('audit_salts').whereIn('seq', seqs).delete();
  }
}

const atOnce = 500;
