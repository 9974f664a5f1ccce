import type { NavigationItem, Route } from '../../web/index.js';
import type { ApplicationPageServices } from '../page-services.js';
import { applicationPageRoutes } from './application-routes.js';
import { decisionRoutes } from './decision-routes.js';
import { deskListRoutes } from './desk-list.js';
import { fileRoutes } from './file-routes.js';
import { letterRoutes } from './letter-routes.js';
import { whoReviews } from './who.js';

/** The review desk: the list, one application, deciding it, its files, and the letters that come in. */
export function deskRoutes(services: ApplicationPageServices): readonly Route[] {
  return [deskListRoutes, applicationPageRoutes, decisionRoutes, fileRoutes, letterRoutes].flatMap((make) =>
    make(services),
  );
}

/** Links of the desk in the main navigation. */
export const deskNavigation: readonly NavigationItem[] = [
  { href: '/desk', text: 'desk.title', who: whoReviews },
  { href: '/desk/letters', text: 'desk.letters.title', who: whoReviews },
];
