import { Problem } from '../../problems/index.js';
import type { ListedAuthority, TrustList } from './trust-list.js';

/**
 * The certificate of the list that is called so.
 *
 * @param words a key identifier or a SHA-256 fingerprint in hexadecimal, with or without colons
 * @throws Problem `ERR_TRUST_UNKNOWN`, or `ERR_TRUST_SEVERAL` for a key that several certificates have
 */
export function findListed({ entries }: Pick<TrustList, 'entries'>, words: string): ListedAuthority {
  const meant = words.toLowerCase().replaceAll(':', '');
  const [found, ...others] = entries.filter(
    ({ authority: { keyId, certificate } }) => keyId === meant || certificate.fingerprint === meant,
  );
  if (found === undefined) throw new Problem('ERR_TRUST_UNKNOWN');
  if (others.length > 0) throw new Problem('ERR_TRUST_SEVERAL');
  return found;
}
