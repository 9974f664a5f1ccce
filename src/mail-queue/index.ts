export { type MailQueueServices, mailQueueNavigation, mailQueueRoutes } from './routes.js';
