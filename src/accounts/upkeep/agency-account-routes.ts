import { Problem } from '../../problems/index.js';
import type { Role } from '../../roles.js';
import type { NavigationItem, Route } from '../../web/index.js';
import { listRoutes } from '../../web/lists/index.js';
import { findAccountByName } from '../account-store.js';
import type { AccountServices } from '../services.js';
import { agencyAccountList } from './account-list.js';
import { describeAccount } from './describe-account.js';

const whoSeesAll: readonly Role[] = ['reviewer', 'supervisor'];

/** The accounts of all institutions, and each by itself, for the agency to look at; what changes them are applications. */
export function agencyAccountRoutes(services: AccountServices): readonly Route[] {
  const { db, clock, render } = services;
  return [
    ...listRoutes(services, {
      path: '/agency/accounts',
      who: whoSeesAll,
      view: 'accounts/upkeep/views/agency-list.njk',
      list: () => agencyAccountList(clock()),
    }),
    {
      method: 'get',
      path: '/agency/accounts/:userName',
      who: whoSeesAll,
      takes: 'nothing',
      async handle(request, response) {
        const account = await findAccountByName(db, String(request.params.userName));
        if (account === undefined || account.institution === null) throw new Problem('ERR_ACCOUNT_UNKNOWN');
        const model = await describeAccount(services, account, account.institution.id);
        render(request, response, 'accounts/upkeep/views/agency-account.njk', model);
      },
    },
  ];
}

/** Links in the main navigation. */
export const agencyAccountNavigation: readonly NavigationItem[] = [
  {
    href: '/agency/accounts',
    text: 'account-upkeep.agency.title',
    who: whoSeesAll,
    inMenu: { of: whoSeesAll, hint: 'administration.accounts' },
  },
];
