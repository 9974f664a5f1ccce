import type { Operation } from './operation.js';

/** The document itself. */
export const documentOperations: readonly Operation[] = [
  {
    id: 'read-document',
    tag: 'session',
    method: 'get',
    path: '/api/v1/openapi.json',
    who: 'anyone',
    answer: { status: 200, bytes: 'application/json' },
    problems: [],
    examples: [{ name: 'document' }],
  },
];
