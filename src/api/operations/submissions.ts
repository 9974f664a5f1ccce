import { institutionRoles } from '../../roles.js';
import { uploadQuery } from '../schemas/submissions.js';
import type { Operation } from './operation.js';

const root = '/api/v1/submissions';
const one = `${root}/{number}`;

const common = {
  tag: 'submissions',
  who: institutionRoles,
} as const;

/** What a file that corrects or withdraws may be refused with at once. */
export const correctionProblems = [
  'ERR_SUBMISSION_NOT_FOUND',
  'ERR_CORRECTION_STATE',
  'ERR_CORRECTION_KIND',
] as const;

/** Reporting files of exams. The routes are in `src/reports`. */
export const submissionOperations: readonly Operation[] = [
  {
    ...common,
    id: 'upload-file',
    method: 'post',
    path: root,
    query: uploadQuery,
    headers: ['Idempotency-Key', 'Prefer'],
    body: { bytes: ['text/csv', 'application/zip', 'application/octet-stream'] },
    answer: { status: 202, statusWhenDone: 200, schema: 'Submission', headers: ['Location'] },
    problems: [
      'ERR_FIELDS',
      'ERR_UPLOAD_TOO_LARGE',
      'ERR_UPLOAD_CUT',
      'ERR_UPLOAD_KEY_REUSED',
      ...correctionProblems,
      'ERR_FILE_MALWARE',
      'ERR_FILE_UNCHECKED',
    ],
    examples: [
      { name: 'upload', as: 'reporter01', query: 'kind=general&fileName=exams.csv' },
      {
        name: 'correction',
        as: 'reporter01',
        query: `corrects=S1151122-7K3M9Q&reason=${encodeURIComponent('身高單位誤植')}&fileName=mended.csv`,
      },
      {
        name: 'withdrawal',
        as: 'reporter01',
        query: `withdraws=S1151122-7K3M9Q&reason=${encodeURIComponent('重複申報')}&fileName=withdrawn.csv`,
      },
      { name: 'upload-and-wait', as: 'reporter01', query: 'kind=general', headers: { Prefer: 'wait=10' } },
    ],
  },
  {
    ...common,
    id: 'read-submission',
    method: 'get',
    path: one,
    answer: { status: 200, schema: 'Submission' },
    problems: ['ERR_SUBMISSION_NOT_FOUND'],
    examples: [{ name: 'submission', as: 'reporter01' }],
  },
  {
    ...common,
    id: 'read-findings',
    method: 'get',
    path: `${one}/errors`,
    answer: { status: 200, schema: 'Findings' },
    problems: ['ERR_SUBMISSION_NOT_FOUND'],
    examples: [{ name: 'findings', as: 'reporter01' }],
  },
  {
    ...common,
    id: 'confirm-submission',
    method: 'post',
    path: `${one}/confirm`,
    answer: { status: 202, schema: 'Submission' },
    problems: ['ERR_SUBMISSION_NOT_FOUND', 'ERR_SUBMISSION_NOT_AWAITING'],
    examples: [{ name: 'confirm', as: 'reporter01' }],
  },
  {
    ...common,
    id: 'cancel-submission',
    method: 'post',
    path: `${one}/cancel`,
    answer: { status: 200, schema: 'Submission' },
    problems: ['ERR_SUBMISSION_NOT_FOUND', 'ERR_SUBMISSION_NOT_CANCELLABLE'],
    examples: [{ name: 'cancel', as: 'reporter01' }],
  },
  {
    ...common,
    id: 'sign-submission',
    method: 'post',
    path: `${one}/signature`,
    body: { bytes: ['application/pkcs7-signature'] },
    answer: { status: 201, schema: 'Signatures', headers: ['Location'] },
    problems: ['ERR_SUBMISSION_NOT_FOUND', 'ERR_SIGNATURE_ALREADY', 'ERR_SIGNATURE_STATE'],
    examples: [{ name: 'signature', as: 'reporter01' }],
  },
  ...(
    [
      ['read-signature', `${one}/signature`, 'application/pkcs7-signature', 'ERR_SIGNATURE_NOT_FOUND'],
      [
        'download-signature',
        `${one}/signatures/{fingerprint}`,
        'application/pkcs7-signature',
        'ERR_SIGNATURE_NOT_FOUND',
      ],
      ['download-receipt', `${one}/receipt.json`, 'application/json', 'ERR_RECEIPT_NOT_FOUND'],
      ['print-receipt', `${one}/receipt.pdf`, 'application/pdf', 'ERR_RECEIPT_NOT_FOUND'],
      ['verify-receipt', `${one}/receipt.p7s`, 'application/pkcs7-signature', 'ERR_RECEIPT_NOT_FOUND'],
      [
        'verify-printed-receipt',
        `${one}/receipt.pdf.p7s`,
        'application/pkcs7-signature',
        'ERR_RECEIPT_NOT_FOUND',
      ],
    ] as const
  ).map(
    ([id, path, bytes, problem]): Operation => ({
      ...common,
      id,
      method: 'get',
      path,
      answer: { status: 200, bytes },
      problems: ['ERR_SUBMISSION_NOT_FOUND', problem],
      examples: [{ name: id, as: 'reporter01' }],
    }),
  ),
  {
    ...common,
    id: 'list-signatures',
    method: 'get',
    path: `${one}/signatures`,
    answer: { status: 200, schema: 'Signatures' },
    problems: ['ERR_SUBMISSION_NOT_FOUND'],
    examples: [{ name: 'signatures', as: 'reporter01' }],
  },
  {
    ...common,
    id: 'read-receipt',
    method: 'get',
    path: `${one}/receipt`,
    answer: { status: 200, schema: 'Receipt' },
    problems: ['ERR_SUBMISSION_NOT_FOUND', 'ERR_RECEIPT_NOT_FOUND'],
    examples: [{ name: 'receipt', as: 'reporter01' }],
  },
];
