export { type ActedBy, actedBy, auditActor, byOperator } from '../web/index.js';
