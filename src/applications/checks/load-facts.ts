import { findAccountByName, findAddressSharers, listAddresses, overseersOf } from '../../accounts/index.js';
import { taipeiDate } from '../../clock.js';
import { findInstitution } from '../../institutions/index.js';
import { Problem } from '../../problems/index.js';
import type { ApplicationWithForm } from '../application.js';
import type { ScanMatch } from '../form-pdf/match-scan.js';
import type { FormSettings } from '../forms/typed.js';
import type { ApplicationServices } from '../services.js';
import { listDocuments } from '../store/document-store.js';
import { closedStates } from '../transitions.js';
import { addressesAsked, type CheckResult, domainOf, rangesAsked, runChecks } from './checks.js';

/**
 * Does the checks of the desk for an application.
 *
 * @throws Problem `ERR_APPLICATION_ERASED`
 */
export async function checkApplication(
  { db, formSettings }: Pick<ApplicationServices, 'db'> & { readonly formSettings: FormSettings },
  application: ApplicationWithForm,
  at: Date,
): Promise<readonly CheckResult[]> {
  const { form, institution } = application;
  if (form === null) throw new Problem('ERR_APPLICATION_ERASED');
  const named = form.kind === 'change' ? await findAccountByName(db, form.userName) : undefined;
  const account = named?.institution?.id === institution.id ? named : undefined;
  const colleagues = await listAddresses(db, institution.id);
  const asked = addressesAsked(form).map((address) => address.toLowerCase());
  return runChecks({
    form,
    demoMode: formSettings.ranges.demoMode,
    today: taipeiDate(at),
    institution: await findInstitution(db, institution.code),
    account,
    takenNames: await takenNames(),
    sharers: await findAddressSharers(
      db,
      rangesAsked(form).map(({ external }) => external),
      institution.id,
    ),
    knownDomains: [...new Set(colleagues.map(({ email }) => domainOf(email)))],
    otherManagers: (await overseersOf(db, account ?? { id: 0, institution })).length,
    openAlike: await openAlike(),
    sameAddress: colleagues
      .filter(({ id, email }) => id !== account?.id && asked.includes(email.toLowerCase()))
      .map(({ userName }) => userName),
    formCode: await formCode(),
  });

  async function formCode(): Promise<ScanMatch | null> {
    const documents = await listDocuments(db, application.id);
    return documents.find(({ kind, replacedAt }) => kind === 'scan' && replacedAt === null)?.formCode ?? null;
  }

  async function takenNames(): Promise<readonly string[]> {
    if (form?.kind !== 'new-account' || application.closedAt !== null) return [];
    const taken: string[] = [];
    for (const { userName } of form.accounts) {
      if ((await findAccountByName(db, userName)) !== undefined) taken.push(userName);
    }
    return taken;
  }

  /** Other open applications of the institution that name the same user. */
  async function openAlike(): Promise<readonly string[]> {
    const keys = application.items.flatMap(({ userName }) =>
      userName === null ? [] : [userName.toLowerCase()],
    );
    return db('applications')
      .join('application_items', 'application_items.application_id', 'applications.id')
      .where('applications.institution_id', institution.id)
      .whereNot('applications.id', application.id)
      .whereNotIn('applications.state', ['draft', ...closedStates])
      .whereIn('application_items.user_name_key', keys)
      .distinct('applications.reference')
      .orderBy('applications.reference')
      .pluck<string[]>('applications.reference');
  }
}
