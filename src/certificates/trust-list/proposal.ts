import type { RevocationWay } from '../revocation/chosen-source.js';
import type { Authority } from '../trust.js';

/** One change of the trust list. */
export type TrustChange =
  | {
      readonly kind: 'add';
      readonly authority: Authority;
      /** Null for an authority that is no anchor. */
      readonly revocation: RevocationWay | null;
    }
  | { readonly kind: 'remove'; readonly authority: Authority; readonly revocation: null }
  | { readonly kind: 'revocation'; readonly authority: Authority; readonly revocation: RevocationWay };

export const proposalStates = ['waiting', 'approved', 'refused', 'withdrawn', 'lapsed'] as const;

export type ProposalState = (typeof proposalStates)[number];

/** A change that one person wants and another one has to agree to. */
export interface Proposal {
  readonly id: number;
  readonly change: TrustChange;
  readonly reason: string;
  readonly state: ProposalState;
  readonly proposer: Proposer;
  readonly proposedAt: Date;
  readonly expiresAt: Date;
  /** How it ended; undefined while it waits. */
  readonly decision: Decision | undefined;
}

export interface Proposer {
  /** Null for an operator at the console. */
  readonly accountId: number | null;
  /** The account's user name, or the operator's on that computer. */
  readonly userName: string;
}

export interface Decision {
  /** Null when the time was over. */
  readonly by: string | null;
  readonly at: Date;
  /** Empty for an approval. */
  readonly reason: string;
}

/** How long a proposal waits. */
export const proposalDays = 14;

/** How many of the fingerprint's last digits are typed at an approval. */
export const comparedDigits = 8;

/** The longest reason, in characters. */
export const mostOfReason = 500;
