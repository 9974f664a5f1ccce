import type { Role } from '../../roles.js';
import type { NavigationItem, Route } from '../../web/index.js';
import { listRoutes } from '../../web/lists/index.js';
import type { ReportServices } from '../services.js';
import { faultList } from './fault-list.js';

/** 資料核對: what was found not to add up, and what to do. */
export function reconciliationRoutes(services: ReportServices): readonly Route[] {
  return listRoutes(services, {
    path: '/reconciliation',
    who,
    view: 'reports/reconciliation/views/reconciliation.njk',
    list: () => faultList,
  });
}

const who: readonly Role[] = ['supervisor'];

/** Links in the main navigation. */
export const reconciliationNavigation: readonly NavigationItem[] = [
  {
    href: '/reconciliation',
    text: 'reconciliation.title',
    who,
    inMenu: { of: who, hint: 'reconciliation.menu-hint' },
  },
];
