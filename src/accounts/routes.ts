import type { NavigationItem, Route } from '../web/index.js';
import { idleNavigation, idleRoutes } from './idle/pages/idle-routes.js';
import { addressRoutes } from './pages/address-routes.js';
import { apiRoutes } from './pages/api-routes.js';
import { cardCodeRoutes } from './pages/card-code-routes.js';
import { cardRoutes } from './pages/card-routes.js';
import { cardSharingRoutes } from './pages/card-sharing-routes.js';
import { firstLoginRoutes } from './pages/first-login-routes.js';
import { institutionCardRoutes, whoOverseesCards } from './pages/institution-card-routes.js';
import { loginRoutes } from './pages/login-routes.js';
import { myCardRoutes } from './pages/my-card-routes.js';
import { profileRoutes } from './pages/profile-routes.js';
import { resetRoutes } from './pages/reset-routes.js';
import { sessionRoutes } from './pages/session-routes.js';
import type { AccountServices } from './services.js';
import { staffNavigation, staffRoutes } from './staff/staff-routes.js';
import { upkeepNavigation, upkeepRoutes } from './upkeep/account-routes.js';
import { agencyAccountNavigation, agencyAccountRoutes } from './upkeep/agency-account-routes.js';

/** Every route of accounts: login, forgotten passwords, first login, profile, cards, sessions, pairing the card agent, and the API's session. */
export function accountRoutes(services: AccountServices): readonly Route[] {
  return [
    loginRoutes,
    resetRoutes,
    cardCodeRoutes,
    firstLoginRoutes,
    profileRoutes,
    myCardRoutes,
    sessionRoutes,
    cardRoutes,
    institutionCardRoutes,
    upkeepRoutes,
    agencyAccountRoutes,
    idleRoutes,
    staffRoutes,
    cardSharingRoutes,
    apiRoutes,
    addressRoutes,
  ].flatMap((make) => make(services));
}

/** Links of accounts in the main navigation. */
export const accountNavigation: readonly NavigationItem[] = [
  ...upkeepNavigation,
  ...agencyAccountNavigation,
  ...idleNavigation,
  ...staffNavigation,
  { href: '/login', text: 'login.title', who: 'not-signed-in' },
  { href: '/profile', text: 'accounts.profile.title', who: 'signed-in' },
  {
    href: '/institution/cards',
    text: 'cards.institution.title',
    who: whoOverseesCards,
    inMenu: { of: ['supervisor'], hint: 'administration.cards' },
  },
];
