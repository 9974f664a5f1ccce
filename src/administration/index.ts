import { staffRoles } from '../roles.js';
import {
  menuFor,
  type NavigationItem,
  type NavigationMenu,
  type RenderPage,
  type Route,
  visitOf,
} from '../web/index.js';

/** The page of the agency's links that are not needed every day. */
export const administrationMenu: NavigationMenu = { href: '/agency', text: 'administration.title' };

/** @param items of the whole navigation */
export function administrationRoutes(items: readonly NavigationItem[], render: RenderPage): readonly Route[] {
  return [
    {
      method: 'get',
      path: administrationMenu.href,
      who: staffRoles,
      takes: 'nothing',
      handle(request, response) {
        const links = menuFor(visitOf(request).actor, items).map(({ href, text, inMenu }) => ({
          href,
          text,
          hint: inMenu?.hint,
        }));
        render(request, response, 'administration/views/menu.njk', { links });
      },
    },
  ];
}
