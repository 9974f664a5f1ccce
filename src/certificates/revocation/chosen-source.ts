import type { Certificate } from '../certificate.js';
import type { Authority } from '../trust.js';
import type { RevocationSource, RevocationStatus } from './source.js';

/** Where the status of the certificates below an anchor comes from. */
export const revocationWays = ['crl', 'ocsp', 'ocsp-then-crl'] as const;

export type RevocationWay = (typeof revocationWays)[number];

export interface RevocationSources {
  readonly crl: RevocationSource;
  readonly ocsp: RevocationSource;
}

/** Asks the source that the operator chose for the anchor of each path. */
export class ChosenSource implements RevocationSource {
  private readonly sources: RevocationSources;
  private readonly wayOf: (anchor: Authority) => RevocationWay;

  constructor(sources: RevocationSources, wayOf: (anchor: Authority) => RevocationWay) {
    this.sources = sources;
    this.wayOf = wayOf;
  }

  statusOf(
    certificate: Certificate,
    issuer: Authority,
    at: number,
    anchor: Authority,
  ): RevocationStatus | Promise<RevocationStatus> {
    const question: Question = [certificate, issuer, at, anchor];
    return ways[this.wayOf(anchor)](this.sources, question);
  }
}

type Question = Parameters<RevocationSource['statusOf']>;

const ways: Readonly<
  Record<
    RevocationWay,
    (sources: RevocationSources, question: Question) => RevocationStatus | Promise<RevocationStatus>
  >
> = {
  crl: ({ crl }, question) => crl.statusOf(...question),
  ocsp: ({ ocsp }, question) => ocsp.statusOf(...question),
  'ocsp-then-crl': askBoth,
};

/** A list stands in for a responder that cannot be asked, never for one that does not know the certificate. */
async function askBoth({ ocsp, crl }: RevocationSources, question: Question): Promise<RevocationStatus> {
  const status = await ocsp.statusOf(...question);
  if (status.outcome !== 'unavailable') return status;
  const other = await crl.statusOf(...question);
  if (other.outcome !== 'unavailable') return other;
  return { outcome: 'unavailable', detail: `${status.detail}; ${other.detail}` };
}
