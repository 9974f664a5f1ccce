import type { Request } from 'express';
import { Problem } from '../../problems/index.js';
import type { Role } from '../../roles.js';
import { actorOf, type NavigationItem, type Route } from '../../web/index.js';
import { listRoutes } from '../../web/lists/index.js';
import { findAccountByName } from '../account-store.js';
import type { AccountServices } from '../services.js';
import { accountList } from './account-list.js';
import { describeAccount } from './describe-account.js';

const whoKeepsAccounts: readonly Role[] = ['manager'];

/** 帳號權限維護: the accounts of an institution, and each by itself. */
export function upkeepRoutes(services: AccountServices): readonly Route[] {
  const { db, clock, render } = services;
  return [
    ...listRoutes(services, {
      path: '/accounts',
      who: whoKeepsAccounts,
      view: 'accounts/upkeep/views/list.njk',
      list: (request) => accountList(institutionIdOf(request), clock()),
    }),
    {
      method: 'get',
      path: '/accounts/:userName',
      who: whoKeepsAccounts,
      takes: 'nothing',
      async handle(request, response) {
        const account = await findAccountByName(db, String(request.params.userName));
        const institutionId = institutionIdOf(request);
        if (account === undefined || account.institution?.id !== institutionId)
          throw new Problem('ERR_ACCOUNT_UNKNOWN');
        const model = await describeAccount(services, account, institutionId);
        render(request, response, 'accounts/upkeep/views/account.njk', model);
      },
    },
  ];
}

/** Links of 帳號權限維護 in the main navigation. */
export const upkeepNavigation: readonly NavigationItem[] = [
  {
    href: '/accounts',
    text: 'account-upkeep.title',
    who: whoKeepsAccounts,
    pages: ['/applications', '/idle-accounts'],
  },
];

function institutionIdOf(request: Request): number {
  const { institution } = actorOf(request);
  if (institution === null) throw new TypeError('A manager belongs to an institution.');
  return institution.id;
}
