import type { Request } from 'express';
import { taipeiDate } from '../../clock.js';
import { formatOnForm } from '../../ip-ranges/index.js';
import { Problem } from '../../problems/index.js';
import type { Role } from '../../roles.js';
import { actorOf, type NavigationItem, type Route } from '../../web/index.js';
import { listRoutes } from '../../web/lists/index.js';
import { countOtherManagers, findAccountByName } from '../account-store.js';
import { type IdleRow, idleColumns, institutionAccounts } from '../idle/idle-store.js';
import type { AccountServices } from '../services.js';
import { accountList, readAccounts, stateTone } from './account-list.js';

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
        if (account?.institution?.id !== institutionId) throw new Problem('ERR_ACCOUNT_UNKNOWN');
        const rows = await institutionAccounts(db)
          .where('accounts.id', account.id)
          .select([...idleColumns]);
        const [kept] = await readAccounts(db, rows as readonly IdleRow[], taipeiDate(clock()));
        const others = await countOtherManagers(db, institutionId, account.id);
        render(request, response, 'accounts/upkeep/views/account.njk', {
          account,
          kept,
          tone: stateTone(account.state),
          ranges: account.ranges.map(formatOnForm),
          isLastManager: account.role === 'manager' && account.state === 'active' && others === 0,
        });
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
