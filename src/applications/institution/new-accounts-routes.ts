import { type Route, visitOf } from '../../web/index.js';
import { declarationVersion } from '../declaration.js';
import type { ApplicationPageServices } from '../page-services.js';
import { paths } from '../paths.js';
import { fileDraft } from '../verbs/file-draft.js';
import type { InstitutionRole } from '../ways.js';
import { deedOf } from './deed.js';
import { myDetails } from './my-details.js';
import { type NewAccountsPlace, showNewAccounts, takeNewAccounts } from './new-accounts-page.js';
import { beginNewAccounts } from './new-accounts-sheet.js';
import { whoKeepsAccounts } from './who.js';

/** 申報者帳號申請 and a further manager's account: a manager fills the form in and keeps it as a draft. */
export function newAccountsRoutes(services: ApplicationPageServices): readonly Route[] {
  return newAccountsPlaces.flatMap((place): Route[] => [
    {
      method: 'get',
      path: place.action,
      who: whoKeepsAccounts,
      takes: 'nothing',
      async handle(request, response) {
        const sheet = beginNewAccounts(await myDetails(services, request));
        await showNewAccounts(services, request, response, place, { sheet });
      },
    },
    {
      method: 'post',
      path: place.action,
      who: whoKeepsAccounts,
      takes: 'form',
      async handle(request, response) {
        const form = await takeNewAccounts(services, request, response, place);
        if (form === undefined) return;
        const { language } = visitOf(request);
        const draft = await fileDraft(
          services,
          { form, language, acceptedDeclaration: declarationVersion },
          deedOf(services, request),
        );
        response.redirect(303, paths.own(draft.reference));
      },
    },
  ]);
}

const roles: readonly InstitutionRole[] = ['reporter', 'manager'];

/** Where each role's form is. */
export const newAccountsPlaces: readonly NewAccountsPlace[] = roles.map((role) => ({
  action: `/applications/new-${role}`,
  role,
}));
