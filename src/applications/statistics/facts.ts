import type { ReturnReason } from '../return-reasons.js';

/** What was counted in the database; days are `yyyy-mm-dd` in Taiwan. */
export interface StatisticsFacts {
  readonly received: readonly { readonly day: string; readonly count: number }[];
  readonly decided: readonly DecidedFact[];
  /** Accounts that were returned, by the reasons given together. */
  readonly returned: readonly { readonly reasons: readonly ReturnReason[]; readonly count: number }[];
  /** Everybody who has reviewed or may. */
  readonly reviewers: readonly ReviewerFact[];
}

export interface DecidedFact {
  readonly receivedDay: string;
  readonly day: string;
  readonly state: 'approved' | 'returned';
  readonly reviewerId: number | null;
  readonly count: number;
}

export interface ReviewerFact {
  readonly id: number;
  readonly userName: string;
  readonly name: string;
  /** Under review with them now, and of these what is overdue. */
  readonly open: number;
  readonly overdue: number;
}
