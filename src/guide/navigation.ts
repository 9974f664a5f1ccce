import type { NavigationItem } from '../web/index.js';

/** Links to the guide in the main navigation. */
export const guideNavigation: readonly NavigationItem[] = [
  { href: '/help/platform', text: 'home.links.platform', who: 'not-signed-in' },
  { href: '/help/manual', text: 'home.links.manual', who: 'anyone' },
  { href: '/help/card', text: 'home.links.card', who: 'anyone' },
];

/** Links at the foot of every page. */
export const guideFooterLinks: readonly NavigationItem[] = [
  { href: '/help/platform', text: 'home.links.platform', who: 'anyone' },
  { href: '/help/account', text: 'help.account.title', who: 'anyone' },
  { href: '/help/privacy', text: 'help.privacy.title', who: 'anyone' },
  { href: '/help/accessibility', text: 'help.accessibility.title', who: 'anyone' },
  { href: '/help/errors', text: 'help.errors.title', who: 'anyone' },
];
