import { inTransaction } from '../../database/index.js';
import { formatOnForm } from '../../ip-ranges/index.js';
import type { Language } from '../../locales/index.js';
import { Problem } from '../../problems/index.js';
import type { ApplicationWithForm } from '../application.js';
import type { ApplicationForm, ChangeForm } from '../forms/form.js';
import { capacitiesOf } from '../rules/capacities.js';
import type { ApplicationServices } from '../services.js';
import { findApplication } from '../store/application-store.js';
import type { Deed } from './act.js';
import { accountOf, fileDraft } from './file-draft.js';

/**
 * Begins a new draft from a returned application, with what was returned of it. The declaration is accepted anew.
 *
 * @throws Problem `ERR_APPLICATION_UNKNOWN`, `ERR_APPLICATION_STATE`, `ERR_APPLICATION_ERASED`, and as `fileDraft`
 */
export async function startAgainFrom(
  services: Pick<ApplicationServices, 'db' | 'keys' | 'randomBytes' | 'settings'>,
  {
    reference,
    language,
    acceptedDeclaration,
  }: { readonly reference: string; readonly language: Language; readonly acceptedDeclaration: string },
  by: Deed,
): Promise<ApplicationWithForm> {
  return inTransaction(services.db, async (trx) => {
    const joined = { ...services, db: trx };
    const returned = await findApplication(joined, reference);
    if (returned === undefined || capacitiesOf(returned, by.actor).every((one) => !isApplicantSide(one))) {
      throw new Problem('ERR_APPLICATION_UNKNOWN');
    }
    const kept = formToStartFrom(returned);
    const form = kept.kind === 'change' ? await withPresentValues(kept) : kept;
    return fileDraft(joined, { form, language, acceptedDeclaration, previous: returned }, by);

    /** What is there may have changed since; the new form shows what is there now. */
    async function withPresentValues(asked: ChangeForm): Promise<ChangeForm> {
      const now = by.actor === null ? undefined : await accountOf(trx, asked);
      if (now === undefined) return asked;
      const { ranges, role, email, ...others } = asked.changes;
      const shown = now.ranges.map((range) => ({ typed: formatOnForm(range), range }));
      const roleNow = now.role === 'manager' || now.role === 'reporter' ? now.role : null;
      return {
        ...asked,
        changes: {
          ...others,
          ...(ranges && { ranges: { ...ranges, from: shown } }),
          ...(role && { role: { ...role, from: roleNow } }),
          ...(email && { email: { ...email, from: now.email } }),
        },
      };
    }
  });
}

/**
 * The form that a new application begins with: what was returned of this one. For the pages open to everybody, which keep
 * no draft; they hand the application to `fileApplication` as `previous`.
 *
 * @throws Problem `ERR_APPLICATION_STATE` when it was not returned, `ERR_APPLICATION_ERASED`
 */
export function formToStartFrom({ state, form, items }: ApplicationWithForm): ApplicationForm {
  if (state !== 'returned') throw new Problem('ERR_APPLICATION_STATE');
  if (form === null) throw new Problem('ERR_APPLICATION_ERASED');
  if (form.kind === 'change') return form;
  const returned = new Set(
    items.filter(({ outcome }) => outcome === 'returned').map(({ position }) => position),
  );
  return { ...form, accounts: form.accounts.filter((_account, position) => returned.has(position)) };
}

function isApplicantSide(capacity: string): boolean {
  return capacity === 'applicant' || capacity === 'manager';
}
