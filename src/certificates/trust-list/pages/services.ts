import type { Request } from 'express';
import type { AuditEvent } from '../../../audit/index.js';
import { inTransaction } from '../../../database/index.js';
import type { Role } from '../../../roles.js';
import { actorOf, type RenderPage } from '../../../web/index.js';
import type { CardLogin } from '../../card-login.js';
import type { TrustFollower } from '../follow-trust-list.js';
import type { TrustActor, TrustListServices } from '../services.js';
import { readTrustList } from '../store.js';
import type { TrustList } from '../trust-list.js';

/** What the pages of the trust list work with. */
export interface TrustPageServices extends TrustListServices {
  readonly render: RenderPage;
  readonly cards: Pick<CardLogin, 'describeLists' | 'downloadCrlsOf'>;
  readonly trust: TrustFollower;
  /** The person of a request, as the audit trail names one. */
  readonly actedBy: (request: Request) => Pick<AuditEvent, 'actor' | 'address' | 'reference'>;
}

/** Who looks after the trust list. */
export const whoTrusts: readonly Role[] = ['supervisor'];

/** The supervisor of a request. */
export function actorFor({ actedBy }: TrustPageServices, request: Request): TrustActor {
  const { accountId, userName } = actorOf(request);
  return { accountId, userName, audit: actedBy(request) };
}

/** The list as it is now. */
export function currentList({ db }: TrustPageServices): Promise<TrustList> {
  return inTransaction(db, readTrustList);
}
