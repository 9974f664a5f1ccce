export { type AuditTrailServices, auditTrailNavigation, auditTrailRoutes } from './routes.js';
