import type { Request } from 'express';
import { Problem } from '../../problems/index.js';
import type { Role } from '../../roles.js';
import { actorOf } from '../../web/index.js';
import type { ReportServices } from '../services.js';
import { findSearch, type RecordSearch } from './search-store.js';

/** Who looks records up. */
export const whoSearches: readonly Role[] = ['reporter', 'manager', 'reviewer', 'supervisor'];

/** Whose records the visitor may see: their institution's, or null for all. */
export function institutionOf(request: Request): number | null {
  return actorOf(request).institution?.id ?? null;
}

/** The visitor's own search with an id, while its time lasts. */
export function searchOf(
  { db, clock }: Pick<ReportServices, 'db' | 'clock'>,
  request: Request,
  id: string,
): Promise<RecordSearch | undefined> {
  return findSearch(db, id, actorOf(request).accountId, clock());
}

/**
 * The search that the path names.
 *
 * @throws Problem ERR_SEARCH_OVER
 */
export async function requireSearch(
  services: Pick<ReportServices, 'db' | 'clock'>,
  request: Request,
): Promise<RecordSearch> {
  const search = await searchOf(services, request, String(request.params.search ?? ''));
  if (search === undefined) throw new Problem('ERR_SEARCH_OVER');
  return search;
}
