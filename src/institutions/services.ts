import type { Clock, RandomBytes } from '../clock.js';
import type { Database } from '../database/index.js';
import type { Role } from '../roles.js';
import type { RenderPage } from '../web/index.js';

/** What the pages of institutions work with. */
export interface InstitutionServices {
  readonly db: Database;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  readonly render: RenderPage;
  /** The accounts of an institution, by user name. Accounts know institutions, not the other way round. */
  readonly accountsOf: (db: Database, institutionId: number) => Promise<readonly AccountOfInstitution[]>;
}

/** An account as the page of its institution names it. */
export interface AccountOfInstitution {
  readonly userName: string;
  readonly name: string;
  readonly role: Role;
  readonly state: 'active' | 'suspended' | 'disabled';
  readonly lastLoginAt: Date | null;
}

export const whoOverseesInstitutions: readonly Role[] = ['supervisor'];
