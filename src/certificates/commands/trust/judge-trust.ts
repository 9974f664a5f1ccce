import type { RevocationList } from '../../revocation/revocation-list.js';
import type { Authority, Trust } from '../../trust.js';
import { anchorOf } from '../../trust-list/leads-to-anchor.js';
import { subjectOf } from '../../trust-list/subject-of.js';
import { settingsOfAnchor, type TrustSettings } from '../../trust-settings.js';

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
  return anchorOf(authority, judged.trust, judged.at) === undefined
    ? 'It does not lead to an anchor.'
    : undefined;
}

function listFault(authority: Authority, end: number | undefined, judged: TrustToJudge): string | undefined {
  const anchor = anchorOf(authority, judged.trust, judged.at);
  const needsList =
    anchor !== undefined && settingsOfAnchor(judged.settings, anchor.keyId).revocation !== 'ocsp';
  if (!needsList) return undefined;
  if (end === undefined) return 'There is no usable certificate list.';
  return judged.at >= end ? `Its certificate list ended at ${new Date(end).toISOString()}.` : undefined;
}
