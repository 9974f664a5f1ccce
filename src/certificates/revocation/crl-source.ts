import type { Certificate } from '../certificate.js';
import type { Authority } from '../trust.js';
import { crlReasons, reasonNumber } from './crl-reasons.js';
import type { RevocationList } from './revocation-list.js';
import { findSerial } from './serial-table.js';
import type { RevocationSource, RevocationStatus } from './source.js';

const skew = 5 * 60_000;

/** What of a certificate decides where it is looked up. */
export type ListedCertificate = Pick<Certificate, 'serial' | 'basicConstraints' | 'crlAddresses'>;

/** Holds the current list of each authority and answers from them. */
export class CrlSource implements RevocationSource {
  private readonly lists = new Map<string, Map<string, RevocationList>>();
  private readonly grace: number;

  /** @param graceHours how long past its nextUpdate a list may still say "good"; 0 for not at all */
  constructor(graceHours: number) {
    this.grace = graceHours * 3_600_000;
  }

  /** Takes a list, unless it is older than the one held for the same issuer and scope; says which it was. */
  accept(list: RevocationList): 'taken' | 'older' {
    const ofIssuer = this.lists.get(list.issuerKeyId) ?? new Map<string, RevocationList>();
    this.lists.set(list.issuerKeyId, ofIssuer);
    const scope = JSON.stringify(list.scope);
    const held = ofIssuer.get(scope);
    if (held !== undefined && (list.number < held.number || list.thisUpdate < held.thisUpdate))
      return 'older';
    ofIssuer.set(scope, list);
    return 'taken';
  }

  /** All lists held. */
  get all(): readonly RevocationList[] {
    return [...this.lists.values()].flatMap((ofIssuer) => [...ofIssuer.values()]);
  }

  statusOf(certificate: ListedCertificate, issuer: Authority, at: number): RevocationStatus {
    const held = [...(this.lists.get(issuer.keyId)?.values() ?? [])];
    if (held.length === 0) return { outcome: 'unavailable', detail: `no CRL of ${issuer.keyId}` };
    const covering = held.filter(({ scope }) => covers(scope, certificate));
    if (covering.length === 0)
      return { outcome: 'unknown', detail: `the CRL of ${issuer.keyId} is for others` };
    const answers = covering.map((list) => this.answer(list, certificate, at));
    return answers.sort((one, other) => weight[one.outcome] - weight[other.outcome])[0] ?? nothing;
  }

  private answer(list: RevocationList, { serial }: ListedCertificate, at: number): RevocationStatus {
    if (at < list.thisUpdate - skew) return { outcome: 'unavailable', detail: 'the CRL is of a later time' };
    const entry = findSerial(list.entries, serial);
    const isStale = at >= list.nextUpdate;
    if (entry !== undefined && entry.reason !== reasonNumber.certificateHold) {
      // For good, however old the list is.
      return { outcome: 'revoked', reason: crlReasons[entry.reason] ?? '', since: new Date(entry.revokedAt) };
    }
    if (isStale && at >= list.nextUpdate + this.grace) {
      return { outcome: 'unavailable', detail: `the CRL of ${list.issuerKeyId} is past its nextUpdate` };
    }
    if (entry !== undefined) return { outcome: 'on-hold', since: new Date(entry.revokedAt) };
    if (list.scope.reasons === 'some')
      return { outcome: 'unknown', detail: 'the CRL leaves out some reasons' };
    if (!isStale) return { outcome: 'good' };
    const grace = { issuerKeyId: list.issuerKeyId, nextUpdate: new Date(list.nextUpdate), at: new Date(at) };
    return { outcome: 'good', grace };
  }
}

/** Of several lists that speak of one certificate, the worst news counts, then news over none. */
const weight: Readonly<Record<RevocationStatus['outcome'], number>> = {
  revoked: 0,
  'on-hold': 1,
  good: 2,
  unknown: 3,
  unavailable: 4,
};

const nothing: RevocationStatus = { outcome: 'unavailable', detail: 'no CRL' };

function covers(scope: RevocationList['scope'], certificate: ListedCertificate): boolean {
  const isAuthority = certificate.basicConstraints?.isAuthority === true;
  if (scope.certificates === 'attributes') return false;
  if (scope.certificates === 'users' && isAuthority) return false;
  if (scope.certificates === 'authorities' && !isAuthority) return false;
  return (
    scope.addresses.length === 0 || scope.addresses.some((one) => certificate.crlAddresses.includes(one))
  );
}
