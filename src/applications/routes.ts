import type { NavigationItem, Route } from '../web/index.js';
import { deskNavigation, deskRoutes } from './desk/routes.js';
import { institutionApplicationNavigation, institutionApplicationRoutes } from './institution/routes.js';
import type { ApplicationPageServices } from './page-services.js';
import { progressRoutes } from './progress/routes.js';
import { publicRoutes } from './public/routes.js';
import { statisticsNavigation, statisticsRoutes } from './statistics/statistics-routes.js';

/** Every route of applications: public pages, those of institutions, the review desk. */
export function applicationRoutes(services: ApplicationPageServices): readonly Route[] {
  return pages.flatMap((make) => make(services));
}

const pages: readonly ((services: ApplicationPageServices) => readonly Route[])[] = [
  publicRoutes,
  progressRoutes,
  institutionApplicationRoutes,
  deskRoutes,
  statisticsRoutes,
];

/** Links of applications in the main navigation. */
export const applicationNavigation: readonly NavigationItem[] = [
  ...institutionApplicationNavigation,
  ...deskNavigation,
  ...statisticsNavigation,
];
