import type { ApplicationWithForm } from '../application.js';
import type { ApplicationServices } from '../services.js';
import { type AttachedFile, attachDocument } from '../store/document-store.js';
import { act, type Deed, type Order } from './act.js';

/**
 * Attaches the scan of the sealed form; one that was there is replaced and stays in the history. The file is in the
 * document store already and its content was checked; when this throws, the caller removes it.
 *
 * @throws Problem as `act`
 */
export async function attachScan(
  services: Pick<ApplicationServices, 'db' | 'keys'>,
  { file, ...order }: Order & { readonly file: AttachedFile },
  by: Deed,
): Promise<ApplicationWithForm> {
  return act(services, order, by, 'attach-scan', async (trx, application) => {
    await attachDocument(trx, application, 'scan', file, by.at);
    const { document, mediaType } = file;
    return { detail: { document: document.id, sha256: document.sha256.toString('hex'), mediaType } };
  });
}
