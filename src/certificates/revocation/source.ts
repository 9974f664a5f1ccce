import type { Certificate } from '../certificate.js';
import type { Authority } from '../trust.js';

/** What a source of revocation knows of a certificate. Five outcomes, five different errors. */
export type RevocationStatus =
  | {
      readonly outcome: 'good';
      /** Set when the answer comes from a list past its nextUpdate, within the grace period. */
      readonly grace?: GraceUse;
    }
  | { readonly outcome: 'revoked'; readonly reason: string; readonly since: Date }
  | { readonly outcome: 'on-hold'; readonly since: Date }
  /** The issuer's information is at hand, and does not speak of this certificate. */
  | { readonly outcome: 'unknown'; readonly detail: string }
  /** There is no information of the issuer that may be used now. */
  | { readonly outcome: 'unavailable'; readonly detail: string };

/** One use of the grace period, to be written into the audit trail. */
export interface GraceUse {
  readonly issuerKeyId: string;
  /** When the list should have been replaced. */
  readonly nextUpdate: Date;
  readonly at: Date;
}

/** Where the status of certificates comes from: CRLs, OCSP, or one and then the other. */
export interface RevocationSource {
  /**
   * @param issuer the authority that issued `certificate`, from the verified path
   * @param at milliseconds since 1970
   * @param anchor the end of the verified path, whose operator's choices count
   */
  statusOf(
    certificate: Certificate,
    issuer: Authority,
    at: number,
    anchor: Authority,
  ): RevocationStatus | Promise<RevocationStatus>;
}
