import { institutionRoles } from '../../roles.js';
import type { Operation } from './operation.js';

const root = '/api/v1/uploads';
const one = `${root}/{upload}`;

const common = {
  tag: 'submissions',
  who: institutionRoles,
} as const;

/** Files that come in pieces, by the tus protocol 1.0. The routes are in `src/reports/uploads`. */
export const uploadOperations: readonly Operation[] = [
  {
    ...common,
    id: 'describe-uploads',
    method: 'options',
    path: root,
    answer: { status: 204, headers: ['Tus-Version', 'Tus-Extension', 'Tus-Max-Size'] },
    problems: [],
    examples: [{ name: 'server', as: 'reporter01' }],
  },
  {
    ...common,
    id: 'begin-upload',
    method: 'post',
    path: root,
    headers: ['Tus-Resumable', 'Upload-Length', 'Upload-Metadata'],
    answer: { status: 201, headers: ['Location', 'Upload-Offset', 'Upload-Expires'] },
    problems: [
      'ERR_UPLOAD_PROTOCOL',
      'ERR_UPLOAD_LENGTH',
      'ERR_UPLOAD_METADATA',
      'ERR_UPLOAD_TOO_LARGE',
      'ERR_UPLOADS_FULL',
      'ERR_FIELDS',
    ],
    examples: [{ name: 'begin', as: 'reporter01' }],
  },
  {
    ...common,
    id: 'read-upload',
    method: 'get',
    path: one,
    headers: ['Tus-Resumable'],
    answer: { status: 200, headers: ['Upload-Offset', 'Upload-Length', 'Upload-Expires'] },
    problems: ['ERR_UPLOAD_PROTOCOL', 'ERR_UPLOAD_NOT_FOUND'],
    examples: [{ name: 'upload', as: 'reporter01' }],
  },
  {
    ...common,
    id: 'continue-upload',
    method: 'patch',
    path: one,
    headers: ['Tus-Resumable', 'Upload-Offset', 'Upload-Checksum'],
    body: { bytes: ['application/offset+octet-stream'] },
    answer: { status: 204, headers: ['Upload-Offset', 'Upload-Expires', 'Jianbao-Submission'] },
    problems: [
      'ERR_UPLOAD_PROTOCOL',
      'ERR_UPLOAD_NOT_FOUND',
      'ERR_UPLOAD_OFFSET',
      'ERR_UPLOAD_BEYOND_LENGTH',
      'ERR_UPLOAD_CHECKSUM',
      'ERR_UPLOAD_CHECKSUM_UNKNOWN',
      'ERR_UPLOAD_CHANGED',
      'ERR_MEDIA_TYPE',
    ],
    examples: [{ name: 'last-part', as: 'reporter01' }],
  },
  {
    ...common,
    id: 'discard-upload',
    method: 'delete',
    path: one,
    headers: ['Tus-Resumable'],
    answer: { status: 204 },
    problems: ['ERR_UPLOAD_PROTOCOL', 'ERR_UPLOAD_NOT_FOUND'],
    examples: [{ name: 'discard', as: 'reporter01' }],
  },
];
