import type { NavigationItem, Route } from '../../web/index.js';
import type { ApplicationPageServices } from '../page-services.js';
import { applicationListRoutes } from './application-list.js';
import { applicationPageRoutes } from './application-routes.js';
import { changeRoutes } from './change-routes.js';
import { editRoutes } from './edit-routes.js';
import { newAccountsRoutes } from './new-accounts-routes.js';
import { scanRoutes } from './scan-routes.js';

/** The pages of applications for people of an institution. Fixed paths come before those with a number in them. */
export function institutionApplicationRoutes(services: ApplicationPageServices): readonly Route[] {
  return [
    applicationListRoutes,
    newAccountsRoutes,
    applicationPageRoutes,
    editRoutes,
    scanRoutes,
    changeRoutes,
  ].flatMap((make) => make(services));
}

/** For reporters; managers find the list beside their accounts. */
export const institutionApplicationNavigation: readonly NavigationItem[] = [
  { href: '/applications', text: 'application-pages.list.title', who: ['reporter'] },
];
