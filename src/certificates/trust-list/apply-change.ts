import type { Knex } from 'knex';
import type { TrustChange } from './proposal.js';
import { deleteAuthority, insertAuthority, raiseVersion, setRevocation } from './store.js';

/** Makes a change of the list that has been judged, and tells every gateway process of it. */
export async function applyChange(trx: Knex.Transaction, change: TrustChange, at: Date): Promise<void> {
  await appliers[change.kind](trx, change, at);
  await raiseVersion(trx);
}

type Apply = (trx: Knex.Transaction, change: TrustChange, at: Date) => Promise<void>;

const appliers: Readonly<Record<TrustChange['kind'], Apply>> = {
  async add(trx, { authority, revocation }, at) {
    await insertAuthority(trx, { authority, revocation }, at);
    // Another certificate of an anchor that is there already: one key has one way.
    if (revocation !== null) await setRevocation(trx, authority.keyId, revocation);
  },
  remove: (trx, { authority }) => deleteAuthority(trx, authority.certificate.fingerprint),
  async revocation(trx, { authority, revocation }) {
    if (revocation !== null) await setRevocation(trx, authority.keyId, revocation);
  },
};
