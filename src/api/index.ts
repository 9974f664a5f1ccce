/**
 * The HTTP API as a whole: its operations as data, its document (OpenAPI 3.1), and the routes for applications. The
 * routes for sessions and submissions are with their features; a test holds them to the operations here.
 */
export { openApiDocument } from './openapi/document.js';
export { type Example, type Operation, operations } from './operations/index.js';
export { apiRoutes } from './routes.js';
export { namedSchemas, type SchemaName } from './schemas/index.js';
export type { ApiServices } from './services.js';
