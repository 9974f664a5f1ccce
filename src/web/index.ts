export { mayUse } from './access.js';
export { isForPrograms } from './audience.js';
export { readCookie } from './cookies.js';
export { requireFormToken } from './csrf.js';
export { type Form, formOf } from './form.js';
export {
  type ListPages,
  type ListQuery,
  type ListSettings,
  listQueryOf,
  pagesOf,
  sortLink,
} from './list-page.js';
export { localPath } from './local-path.js';
export type { NavigationItem } from './navigation.js';
export type { RenderPage } from './page.js';
export { createPages, type Pages, type PagesOptions } from './pages.js';
export type { Route, Who } from './route.js';
export type { Arrival, OpenSession, SessionSource } from './sessions.js';
export { createShell, type ShellOptions, type ShellPaths, shellRoutes } from './shell.js';
export { type Actor, actorOf, beginVisit, type Visit, type VisitSession, visitOf } from './visit.js';
