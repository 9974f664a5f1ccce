import type { Request } from 'express';
import type { Role } from '../../../roles.js';
import { actorOf, type NavigationItem, type Route } from '../../../web/index.js';
import { listRoutes } from '../../../web/lists/index.js';
import type { AccountServices } from '../../services.js';
import { idleList } from './idle-list.js';

/** Managers see their institution's, the agency's people all. */
const whoSeesIdle: readonly Role[] = ['manager', 'reviewer', 'supervisor'];

/** 閒置帳號: the accounts that nobody uses. */
export function idleRoutes(services: AccountServices): readonly Route[] {
  return listRoutes(services, {
    path: '/idle-accounts',
    who: whoSeesIdle,
    view: 'accounts/idle/views/list.njk',
    list: (request) => idleList(institutionIdOf(request), services.clock()),
    model: async (request) => ({ ofAll: institutionIdOf(request) === undefined }),
  });
}

/** For the agency; managers find the page beside their accounts. */
export const idleNavigation: readonly NavigationItem[] = [
  {
    href: '/idle-accounts',
    text: 'idle.title',
    who: ['reviewer', 'supervisor'],
    inMenu: { of: ['reviewer', 'supervisor'], hint: 'administration.idle' },
  },
];

function institutionIdOf(request: Request): number | undefined {
  return actorOf(request).institution?.id;
}
