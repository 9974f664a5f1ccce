import type { ReportServices } from '../services.js';
import { removeUpload } from './remove-upload.js';
import { listExpired } from './store.js';

/**
 * Removes the uploads with which nothing has happened for too long, and what is known of those that became submissions.
 *
 * @returns how many were removed
 */
export async function expireUploads(
  services: Pick<ReportServices, 'db' | 'documents' | 'clock'>,
): Promise<number> {
  let removed = 0;
  for (;;) {
    const expired = await listExpired(services.db, services.clock());
    if (expired.length === 0) return removed;
    for (const upload of expired) {
      if (await removeUpload(services, upload, { action: 'upload.expire', by: null })) removed += 1;
    }
  }
}
