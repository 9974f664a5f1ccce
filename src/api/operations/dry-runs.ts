import { institutionRoles } from '../../roles.js';
import { uploadQuery } from '../schemas/submissions.js';
import type { Operation } from './operation.js';
import { correctionProblems } from './submissions.js';

const root = '/api/v1/dry-runs';
const one = `${root}/{dryRun}`;

const common = {
  tag: 'submissions',
  who: institutionRoles,
} as const;

/** Having files judged without reporting them. The routes are in `src/reports`. */
export const dryRunOperations: readonly Operation[] = [
  {
    ...common,
    id: 'begin-dry-run',
    method: 'post',
    path: root,
    query: uploadQuery,
    headers: ['Prefer'],
    body: { bytes: ['text/csv', 'application/zip', 'application/octet-stream'] },
    answer: { status: 202, statusWhenDone: 200, schema: 'DryRun', headers: ['Location'] },
    problems: [
      'ERR_FIELDS',
      'ERR_UPLOAD_TOO_LARGE',
      'ERR_UPLOAD_CUT',
      'ERR_DRY_RUN_TOO_MANY',
      ...correctionProblems,
      'ERR_FILE_MALWARE',
      'ERR_FILE_UNCHECKED',
    ],
    examples: [
      { name: 'dry-run', as: 'reporter01', query: 'kind=general&fileName=exams.csv' },
      {
        name: 'dry-run-and-wait',
        as: 'reporter01',
        query: 'kind=general',
        headers: { Prefer: 'respond-async, wait=10' },
      },
    ],
  },
  {
    ...common,
    id: 'read-dry-run',
    method: 'get',
    path: one,
    answer: { status: 200, schema: 'DryRun' },
    problems: ['ERR_DRY_RUN_NOT_FOUND'],
    examples: [{ name: 'dry-run', as: 'reporter01' }],
  },
  {
    ...common,
    id: 'read-dry-run-findings',
    method: 'get',
    path: `${one}/errors`,
    answer: { status: 200, schema: 'Findings' },
    problems: ['ERR_DRY_RUN_NOT_FOUND'],
    examples: [{ name: 'findings', as: 'reporter01' }],
  },
  {
    ...common,
    id: 'remove-dry-run',
    method: 'delete',
    path: one,
    answer: { status: 204 },
    problems: ['ERR_DRY_RUN_NOT_FOUND'],
    examples: [{ name: 'remove', as: 'reporter01' }],
  },
];
