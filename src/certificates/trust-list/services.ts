import type { AuditEvent } from '../../audit/index.js';
import type { Clock } from '../../clock.js';
import type { Database } from '../../database/index.js';
import type { Language } from '../../locales/index.js';

/** A supervisor who can log in now. */
export interface Supervisor {
  readonly accountId: number;
  readonly userName: string;
  readonly email: string;
  readonly language: Language;
}

/** Tells who the active supervisors are; accounts know, this feature does not. */
export type ListSupervisors = (db: Database) => Promise<readonly Supervisor[]>;

/** What changes of the trust list work with. */
export interface TrustListServices {
  readonly db: Database;
  readonly clock: Clock;
  readonly listSupervisors: ListSupervisors;
}

/** Who acts on the trust list, and how that stands in the audit trail. */
export interface TrustActor {
  /** Null for an operator at the console. */
  readonly accountId: number | null;
  /** The account's user name, or the operator's on that computer. */
  readonly userName: string;
  readonly audit: Pick<AuditEvent, 'actor' | 'address' | 'reference'>;
}
