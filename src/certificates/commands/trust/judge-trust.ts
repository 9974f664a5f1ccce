import { Problem } from '../../../problems/index.js';
import { buildPath } from '../../path.js';
import type { RevocationList } from '../../revocation/revocation-list.js';
import type { Authority, Trust } from '../../trust.js';
import { settingsOfAnchor, type TrustSettings } from '../../trust-settings.js';
import { VerifiedCertificates } from '../../verified-certificates.js';
import { subjectOf } from './describe-authority.js';

/** What an operator has to know of an authority. */
export interface AuthorityState {
  readonly keyId: string;
  readonly subject: string;
  /** nextUpdate of its newest list, as stored. */
  readonly listUntil: string | undefined;
  /** Sentences; empty when all is well. */
  readonly faults: readonly string[];
}

export interface TrustToJudge {
  readonly trust: Trust;
  readonly settings: TrustSettings;
  readonly lists: readonly RevocationList[];
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Looks at every authority: its validity, its path, its list. */
export function judgeTrust(judged: TrustToJudge): readonly AuthorityState[] {
  return judged.trust.authorities.map((authority) => judgeAuthority(authority, judged));
}

function judgeAuthority(authority: Authority, judged: TrustToJudge): AuthorityState {
  const { keyId, certificate } = authority;
  const ends = judged.lists
    .filter(({ issuerKeyId }) => issuerKeyId === keyId)
    .map(({ nextUpdate }) => nextUpdate);
  const end = ends.length === 0 ? undefined : Math.min(...ends);
  const faults = [
    validityFault(authority, judged.at),
    pathFault(authority, judged),
    listFault(authority, end, judged),
  ];
  return {
    keyId,
    subject: subjectOf(certificate),
    listUntil: end === undefined ? undefined : new Date(end).toISOString(),
    faults: faults.filter((fault) => fault !== undefined),
  };
}

const thirtyDays = 30 * 24 * 3_600_000;

function validityFault({ certificate: { notBefore, notAfter } }: Authority, at: number): string | undefined {
  const end = new Date(notAfter).toISOString().slice(0, 10);
  if (at < notBefore) return 'The certificate is not valid yet.';
  if (at >= notAfter + 1000) return `The certificate expired on ${end}.`;
  return at >= notAfter - thirtyDays ? `The certificate expires on ${end}.` : undefined;
}

function pathFault(authority: Authority, judged: TrustToJudge): string | undefined {
  return anchorOf(authority, judged) === undefined ? 'It does not lead to an anchor.' : undefined;
}

function listFault(authority: Authority, end: number | undefined, judged: TrustToJudge): string | undefined {
  const anchor = anchorOf(authority, judged);
  const needsList =
    anchor !== undefined && settingsOfAnchor(judged.settings, anchor.keyId).revocation !== 'ocsp';
  if (!needsList) return undefined;
  if (end === undefined) return 'There is no usable certificate list.';
  return judged.at >= end ? `Its certificate list ended at ${new Date(end).toISOString()}.` : undefined;
}

function anchorOf(authority: Authority, { trust, at }: TrustToJudge): Authority | undefined {
  if (authority.isAnchor) return authority;
  try {
    const options = { trust, verified: new VerifiedCertificates(), at };
    return buildPath(authority.certificate, options).authorities.at(-1);
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}
