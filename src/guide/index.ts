export { guideFooterLinks, guideNavigation } from './navigation.js';
export { type GuideDeps, guideRoutes } from './routes.js';
