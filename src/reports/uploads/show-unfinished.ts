import type { Request } from 'express';
import { actorOf } from '../../web/index.js';
import type { ReportServices } from '../services.js';
import { listUnfinished } from './store.js';

/** What the page of uploads shows of those that this account has not finished. */
export async function showUnfinished({ db, clock }: ReportServices, request: Request) {
  const uploads = await listUnfinished(db, actorOf(request).accountId, clock());
  return uploads.map(({ id, fileName, size, received, expiresAt }) => ({
    id,
    fileName,
    size,
    expiresAt,
    percent: size === 0 ? 0 : Math.floor((received / size) * 100),
  }));
}
