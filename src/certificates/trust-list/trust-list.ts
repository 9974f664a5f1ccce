import type { RevocationWay } from '../revocation/chosen-source.js';
import { type Authority, createTrust, type Trust } from '../trust.js';
import type { TrustSettings } from '../trust-settings.js';

/** A certificate on the trust list. */
export interface ListedAuthority {
  readonly authority: Authority;
  /** Where the status of certificates below an anchor comes from; null for authorities that are no anchors. */
  readonly revocation: RevocationWay | null;
}

/** The trust list as the database has it. */
export interface TrustList {
  /** Counted up with each change; 0 while the list has not been taken over from the folder. */
  readonly version: number;
  readonly entries: readonly ListedAuthority[];
}

/** The certificates of a list, as paths are built with them. */
export function trustOf({ entries }: Pick<TrustList, 'entries'>): Trust {
  return createTrust(entries.map(({ authority }) => authority));
}

/** The operator's choices, in which the list's word about each anchor's revocation counts before that of the file. */
export function choicesOf({ entries }: Pick<TrustList, 'entries'>, settings: TrustSettings): TrustSettings {
  const anchors = { ...settings.anchors };
  for (const { authority, revocation } of entries) {
    if (revocation === null) continue;
    const own = anchors[authority.keyId] ?? { ocspNonce: 'required', ocspHash: 'sha1' };
    anchors[authority.keyId] = { ...own, revocation };
  }
  return { ...settings, anchors };
}
