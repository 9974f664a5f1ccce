import type { Request } from 'express';
import { Problem } from '../../problems/index.js';
import type { Route } from '../../web/index.js';
import type { ApplicationWithForm } from '../application.js';
import type { ApplicationForm, ChangeForm, NewAccountForm } from '../forms/form.js';
import type { ApplicationPageServices } from '../page-services.js';
import { paths } from '../paths.js';
import { eventsFor, readApplication } from '../reading/read-application.js';
import { saveDraft } from '../verbs/save-draft.js';
import { type ChangePlace, showChangeForm, takeChange } from './change-page.js';
import { changeSheetOf } from './change-sheet.js';
import { deedOf } from './deed.js';
import { findKeptAccount } from './find-account.js';
import { type NewAccountsPlace, showNewAccounts, takeNewAccounts } from './new-accounts-page.js';
import { newAccountsSheetOf } from './new-accounts-sheet.js';
import { viewerOf, whoApplies } from './who.js';

/** Changing the answers of a draft; one that begins from a returned application comes here first. */
export function editRoutes(services: ApplicationPageServices): readonly Route[] {
  const path = '/applications/:reference/edit';

  return [
    {
      method: 'get',
      path,
      who: whoApplies,
      takes: 'nothing',
      async handle(request, response) {
        const { reference, form } = await readDraft(services, request);
        if (form.kind === 'new-account') {
          const sheet = newAccountsSheetOf(form);
          await showNewAccounts(services, request, response, accountsPlace(reference, form), { sheet });
        } else {
          const place = await changePlace(request, reference, form);
          showChangeForm(services, request, response, place, { sheet: changeSheetOf(form) });
        }
      },
    },
    {
      method: 'post',
      path,
      who: whoApplies,
      takes: 'form',
      async handle(request, response) {
        const { reference, version, form: before } = await readDraft(services, request);
        const form =
          before.kind === 'new-account'
            ? await takeNewAccounts(services, request, response, accountsPlace(reference, before))
            : takeChange(services, request, response, await changePlace(request, reference, before));
        if (form === undefined) return;
        await saveDraft(services, { reference, version, form }, deedOf(services, request));
        response.redirect(303, paths.own(reference));
      },
    },
  ];

  async function changePlace(
    request: Request,
    reference: string,
    { userName }: ChangeForm,
  ): Promise<ChangePlace> {
    const account = await findKeptAccount(services, request, userName);
    return { account, action: editPath(reference), reference };
  }
}

/** Where the answers of a draft are changed. */
export function editPath(reference: string): string {
  return `${paths.own(reference)}/edit`;
}

function accountsPlace(reference: string, { role }: NewAccountForm): NewAccountsPlace {
  return { action: editPath(reference), role, reference };
}

/** @throws Problem `ERR_APPLICATION_UNKNOWN`, `ERR_APPLICATION_STATE` for what is no draft any more */
async function readDraft(
  services: ApplicationPageServices,
  request: Request,
): Promise<ApplicationWithForm & { readonly form: ApplicationForm }> {
  const viewer = viewerOf(request);
  const application = await readApplication(services, String(request.params.reference), viewer);
  const { form } = application;
  if (form === null || !eventsFor(application, viewer).includes('save')) {
    throw new Problem('ERR_APPLICATION_STATE');
  }
  return { ...application, form };
}
