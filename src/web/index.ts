export type { RenderPage } from './page.js';
export { createPages, type NavigationItem, type Pages, type PagesOptions } from './pages.js';
export type { Route, Who } from './route.js';
export type { Arrival, OpenSession, SessionSource } from './sessions.js';
export { createShell, type ShellOptions, type ShellPaths } from './shell.js';
export { type Actor, actorOf, beginVisit, type Visit, type VisitSession, visitOf } from './visit.js';
