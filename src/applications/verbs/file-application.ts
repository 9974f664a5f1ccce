import { inTransaction } from '../../database/index.js';
import type { ApplicationWithForm } from '../application.js';
import type { ApplicationServices } from '../services.js';
import type { Deed } from './act.js';
import { confirm } from './confirm.js';
import { fileDraft, type NewDraft } from './file-draft.js';

/**
 * Files and confirms at once: for the pages open to everybody, which keep no draft.
 *
 * @throws Problem as `fileDraft` and `confirm`
 */
export async function fileApplication(
  services: Pick<ApplicationServices, 'db' | 'keys' | 'randomBytes' | 'settings'>,
  draft: NewDraft,
  by: Deed,
): Promise<ApplicationWithForm> {
  return inTransaction(services.db, async (trx) => {
    const joined = { ...services, db: trx };
    return confirm(joined, await fileDraft(joined, draft, by), by);
  });
}
