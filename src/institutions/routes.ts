import type { NavigationItem, Route } from '../web/index.js';
import { importRoutes } from './pages/import-routes.js';
import { institutionListRoutes } from './pages/institution-list.js';
import { institutionPageRoutes } from './pages/institution-routes.js';
import { type InstitutionServices, whoOverseesInstitutions } from './services.js';

export type { AccountOfInstitution, InstitutionServices } from './services.js';

/** Institutions for supervisors: the list, the import of the open data, one institution. */
export function institutionRoutes(services: InstitutionServices): readonly Route[] {
  // The import's path would else be taken for an institution's code.
  return [importRoutes, institutionListRoutes, institutionPageRoutes].flatMap((make) => make(services));
}

/** Links in the main navigation. */
export const institutionNavigation: readonly NavigationItem[] = [
  {
    href: '/agency/institutions',
    text: 'institutions.title',
    who: whoOverseesInstitutions,
    inMenu: { of: whoOverseesInstitutions, hint: 'administration.institutions' },
  },
];
