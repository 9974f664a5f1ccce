import { Problem } from '../../problems/index.js';
import type { ApplicationWithForm } from '../application.js';
import type { ApplicationForm } from '../forms/form.js';
import { judgeFiling } from '../rules/filing.js';
import type { ApplicationServices } from '../services.js';
import { writeItems } from '../store/item-store.js';
import { fillerEmailIndex, sealForm } from '../store/sealed.js';
import { act, type Deed, type Order } from './act.js';
import { accountOf } from './file-draft.js';

/**
 * Replaces the form of a draft; kind and institution stay.
 *
 * @throws Problem as `act` and `fileDraft`
 */
export async function saveDraft(
  services: Pick<ApplicationServices, 'db' | 'keys'>,
  { form, ...order }: Order & { readonly form: ApplicationForm },
  by: Deed,
): Promise<ApplicationWithForm> {
  return act(services, order, by, 'save', async (trx, { id, reference, kind, institution }) => {
    if (form.kind !== kind || form.institutionCode !== institution.code) {
      throw new Problem('ERR_APPLICATION_FILER', { detail: 'another kind or institution than the draft' });
    }
    const { way, items } = judgeFiling(form, by.actor, await accountOf(trx, form));
    await writeItems(trx, id, items);
    return {
      columns: {
        way,
        sealed_form: sealForm(services.keys, reference, form),
        filler_email_index: fillerEmailIndex(services.keys, form.filler.email),
      },
      detail: { way },
    };
  });
}
