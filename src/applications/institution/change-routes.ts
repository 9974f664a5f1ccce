import type { Request } from 'express';
import { type Route, visitOf } from '../../web/index.js';
import { declarationVersion } from '../declaration.js';
import type { ApplicationPageServices } from '../page-services.js';
import { paths } from '../paths.js';
import { fileDraft } from '../verbs/file-draft.js';
import { changeNames } from '../ways.js';
import { type ChangePlace, showChangeForm, takeChange } from './change-page.js';
import { beginChange } from './change-sheet.js';
import { deedOf } from './deed.js';
import { findKeptAccount } from './find-account.js';
import { myDetails } from './my-details.js';
import { whoApplies } from './who.js';

/** 帳號異動/停用: the holder or a manager fills the form in and keeps it as a draft. */
export function changeRoutes(services: ApplicationPageServices): readonly Route[] {
  const path = '/accounts/:userName/change';

  async function placeOf(request: Request): Promise<ChangePlace> {
    const account = await findKeptAccount(services, request, String(request.params.userName));
    return { account, action: changePath(account.userName) };
  }

  return [
    {
      method: 'get',
      path,
      who: whoApplies,
      takes: 'nothing',
      async handle(request, response) {
        const place = await placeOf(request);
        // A link may say what it is for, as that of a suspended account.
        const ticked = changeNames.filter((name) => name === request.query.ask);
        const sheet = beginChange(place.account, await myDetails(services, request), ticked);
        showChangeForm(services, request, response, place, { sheet });
      },
    },
    {
      method: 'post',
      path,
      who: whoApplies,
      takes: 'form',
      async handle(request, response) {
        const form = takeChange(services, request, response, await placeOf(request));
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
  ];
}

function changePath(userName: string): string {
  return `/accounts/${userName}/change`;
}
