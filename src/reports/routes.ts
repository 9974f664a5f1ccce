import type { NavigationItem, Route } from '../web/index.js';
import { apiRoutes } from './pages/api-routes.js';
import { schemaRoutes } from './pages/schema-routes.js';
import { whoReports } from './pages/who.js';
import type { ReportServices } from './services.js';

/** Every route of submissions: pages, API, templates and schemas. */
export function reportRoutes(services: ReportServices): readonly Route[] {
  return [...apiRoutes(services), ...schemaRoutes];
}

/** Links of the main navigation. */
export const reportNavigation: readonly NavigationItem[] = [
  { href: '/submissions', text: 'submission.navigation', who: whoReports },
];
