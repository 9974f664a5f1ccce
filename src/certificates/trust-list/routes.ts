import type { NavigationItem, Route } from '../../web/index.js';
import { addRoutes } from './pages/add-routes.js';
import { certificateRoutes } from './pages/certificate-routes.js';
import { trustListRoutes } from './pages/list-routes.js';
import { proposalRoutes } from './pages/proposal-routes.js';
import { type TrustPageServices, whoTrusts } from './pages/services.js';

/** Every route of the trust list, for supervisors. */
export function trustRoutes(services: TrustPageServices): readonly Route[] {
  return [trustListRoutes, addRoutes, certificateRoutes, proposalRoutes].flatMap((make) => make(services));
}

/** Links of the trust list in the main navigation. */
export const trustNavigation: readonly NavigationItem[] = [
  {
    href: '/trust',
    text: 'trust.title',
    who: whoTrusts,
    inMenu: { of: whoTrusts, hint: 'administration.trust' },
  },
];
