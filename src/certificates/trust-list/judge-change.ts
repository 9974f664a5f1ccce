import { type ErrorCode, Problem } from '../../problems/index.js';
import { DerError } from '../der.js';
import { importPublicKey } from '../public-key-info.js';
import type { Authority } from '../trust.js';
import { leadsToAnchor } from './leads-to-anchor.js';
import type { TrustChange } from './proposal.js';
import { type TrustList, trustOf } from './trust-list.js';

/** What a change is judged against. */
export interface JudgedAgainst {
  readonly list: Pick<TrustList, 'entries'>;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/**
 * Refuses a change that the list cannot take. The same for the pages and for the command line, when a change is proposed
 * and again when it is approved.
 *
 * @throws Problem `ERR_TRUST_…`
 */
export function judgeChange(change: TrustChange, against: JudgedAgainst): void {
  const found = faults[change.kind].find(({ holds }) => holds(change.authority, against, change));
  if (found !== undefined) throw new Problem(found.code);
}

interface Fault {
  readonly code: ErrorCode;
  readonly holds: (authority: Authority, against: JudgedAgainst, change: TrustChange) => boolean;
}

const notListed: Fault = {
  code: 'ERR_TRUST_UNKNOWN',
  holds: (authority, against) => !isListed(authority, against),
};

const faults: Readonly<Record<TrustChange['kind'], readonly Fault[]>> = {
  add: [
    { code: 'ERR_TRUST_PRESENT', holds: isListed },
    { code: 'ERR_TRUST_NO_AUTHORITY', holds: mayNotSign },
    { code: 'ERR_TRUST_NOT_VALID_NOW', holds: isOutsideItsTime },
    { code: 'ERR_TRUST_KEY', holds: hasOddKey },
    { code: 'ERR_TRUST_NO_PATH', holds: leadsNowhere },
  ],
  remove: [notListed, { code: 'ERR_TRUST_LAST_ANCHOR', holds: isLastAnchor }],
  revocation: [
    notListed,
    { code: 'ERR_TRUST_NO_ANCHOR', holds: ({ isAnchor }) => !isAnchor },
    { code: 'ERR_TRUST_SAME_WAY', holds: changesNothing },
  ],
};

function isListed({ certificate }: Authority, { list }: JudgedAgainst): boolean {
  return list.entries.some(({ authority }) => authority.certificate.fingerprint === certificate.fingerprint);
}

function mayNotSign({ certificate: { basicConstraints, keyUsage } }: Authority): boolean {
  return basicConstraints?.isAuthority !== true || keyUsage?.has('keyCertSign') === false;
}

function isOutsideItsTime(
  { certificate: { notBefore, notAfter } }: Authority,
  { at }: JudgedAgainst,
): boolean {
  return at < notBefore || at >= notAfter + 1000;
}

function hasOddKey({ certificate }: Authority): boolean {
  try {
    importPublicKey(certificate.publicKeyInfo);
    return false;
  } catch (error) {
    if (error instanceof DerError) return true;
    throw error;
  }
}

function leadsNowhere(authority: Authority, { list, at }: JudgedAgainst): boolean {
  return !leadsToAnchor(authority, trustOf(list), at);
}

function isLastAnchor({ certificate }: Authority, { list }: JudgedAgainst): boolean {
  return !list.entries.some(
    ({ authority }) => authority.isAnchor && authority.certificate.fingerprint !== certificate.fingerprint,
  );
}

function changesNothing({ keyId }: Authority, { list }: JudgedAgainst, { revocation }: TrustChange): boolean {
  return list.entries
    .filter(({ authority }) => authority.isAnchor && authority.keyId === keyId)
    .every((entry) => entry.revocation === revocation);
}
