import { declarationVersion } from '../../applications/index.js';
import type { ErrorCode } from '../../problems/index.js';
import { institutionRoles, type Role, roles } from '../../roles.js';
import { applicationQuery, scanQuery } from '../schemas/orders.js';
import type { Operation } from './operation.js';

const everybody: readonly Role[] = roles;
const agency: readonly Role[] = ['reviewer', 'supervisor'];

const root = '/api/v1/applications';
const one = `${root}/{reference}`;

const filler = {
  name: '王小明',
  telephone: '02-2720-8889',
  extension: '1234',
  email: 'filler@hospital.example',
} as const;

const newReporter = {
  kind: 'new-account',
  declaration: declarationVersion,
  role: 'reporter',
  accounts: [
    {
      userName: 'nurse2026',
      name: '林怡君',
      telephone: '02-2720-8889',
      extension: '5678',
      mobile: '0912-345-678',
      email: 'nurse2026@hospital.example',
      ranges: ['203.69.20.1-203.69.20.4', '2.2.2.25@203.69.20.9 至 2.2.2.28@203.69.20.9'],
    },
  ],
  filler,
} as const;

const changeOfReporter = {
  kind: 'change',
  declaration: declarationVersion,
  language: 'en',
  userName: 'reporter01',
  changes: { email: 'reporter01.new@hospital.example', ranges: ['203.69.20.8/29'] },
  holder: {
    name: '陳雅婷',
    telephone: '02-2720-8889',
    mobile: '0912-345-679',
    email: 'reporter01.new@hospital.example',
  },
  filler,
} as const;

/** Whatever acts on a version. */
const actingProblems: readonly ErrorCode[] = [
  'ERR_APPLICATION_UNKNOWN',
  'ERR_APPLICATION_STATE',
  'ERR_API_IF_MATCH',
  'ERR_API_IF_MATCH_MISSING',
];

/** What the content of a scan may be refused for. */
const scanProblems = [
  'ERR_SCAN_MISSING',
  'ERR_SCAN_TOO_LARGE',
  'ERR_SCAN_KIND',
  'ERR_SCAN_DAMAGED',
  'ERR_SCAN_PIXELS',
  'ERR_SCAN_ENCRYPTED',
  'ERR_SCAN_ACTIVE',
  'ERR_SCAN_OTHER_FORM',
  'ERR_FILE_MALWARE',
  'ERR_FILE_UNCHECKED',
] as const;

/** Applications for accounts: what institutions do, and what the agency does. */
export const applicationOperations: readonly Operation[] = [
  {
    id: 'list-applications',
    tag: 'applications',
    method: 'get',
    path: root,
    who: everybody,
    query: applicationQuery,
    answer: { status: 200, schema: 'ApplicationPage' },
    problems: ['ERR_FIELDS'],
    examples: [
      {
        name: 'waiting',
        as: 'reviewer01',
        query: 'state=letter-received,submitted&sort=dueDate&direction=ascending',
      },
      { name: 'own', as: 'manager01', query: 'kind=new-account&limit=20' },
    ],
  },
  {
    id: 'file-application',
    tag: 'applications',
    method: 'post',
    path: root,
    who: institutionRoles,
    headers: ['Idempotency-Key'],
    body: { schema: 'ApplicationOrder' },
    answer: { status: 201, schema: 'Application', headers: ['Location', 'ETag'] },
    problems: [
      'ERR_FIELDS',
      'ERR_APPLICATION_FILER',
      'ERR_APPLICATION_DECLARATION',
      'ERR_APPLICATION_NOT_RECOGNISED',
      'ERR_APPLICATION_ACCOUNT_OPEN',
      'ERR_ACCOUNT_LAST_MANAGER',
      'ERR_API_KEY_REUSED',
    ],
    examples: [
      { name: 'new-reporter', as: 'manager01', body: newReporter },
      { name: 'change-of-reporter', as: 'reporter01', body: changeOfReporter },
    ],
  },
  {
    id: 'read-application',
    tag: 'applications',
    method: 'get',
    path: one,
    who: everybody,
    answer: { status: 200, schema: 'Application', headers: ['ETag'] },
    problems: ['ERR_APPLICATION_UNKNOWN'],
    examples: [{ name: 'read', as: 'manager01' }],
  },
  {
    id: 'read-history',
    tag: 'applications',
    method: 'get',
    path: `${one}/history`,
    who: everybody,
    answer: { status: 200, schema: 'ApplicationHistory' },
    problems: ['ERR_APPLICATION_UNKNOWN'],
    examples: [{ name: 'history', as: 'reviewer01' }],
  },
  {
    id: 'print-form',
    tag: 'applications',
    method: 'get',
    path: `${one}/form.pdf`,
    who: everybody,
    answer: { status: 200, bytes: 'application/pdf' },
    problems: ['ERR_APPLICATION_UNKNOWN', 'ERR_APPLICATION_STATE', 'ERR_APPLICATION_ERASED'],
    examples: [{ name: 'form', as: 'manager01' }],
  },
  {
    id: 'upload-scan',
    tag: 'applications',
    method: 'put',
    path: `${one}/scan`,
    who: institutionRoles,
    query: scanQuery,
    headers: ['If-Match'],
    body: { bytes: ['application/pdf', 'image/jpeg', 'image/png'] },
    answer: { status: 200, schema: 'Application', headers: ['ETag'] },
    problems: [...actingProblems, ...scanProblems],
    examples: [{ name: 'scan', as: 'manager01', query: 'fileName=sealed.pdf' }],
  },
  {
    id: 'download-scan',
    tag: 'applications',
    method: 'get',
    path: `${one}/scan`,
    who: everybody,
    answer: { status: 200, bytes: 'application/pdf' },
    problems: ['ERR_APPLICATION_UNKNOWN', 'ERR_NOT_FOUND'],
    examples: [{ name: 'scan', as: 'reviewer01' }],
  },
  {
    id: 'submit-application',
    tag: 'applications',
    method: 'post',
    path: `${one}/submit`,
    who: institutionRoles,
    headers: ['If-Match'],
    answer: { status: 200, schema: 'Application', headers: ['ETag'] },
    problems: [...actingProblems, 'ERR_APPLICATION_SCAN_MISSING'],
    examples: [{ name: 'submit', as: 'manager01' }],
  },
  {
    id: 'withdraw-application',
    tag: 'applications',
    method: 'post',
    path: `${one}/withdraw`,
    who: institutionRoles,
    headers: ['If-Match'],
    answer: { status: 200, schema: 'Application', headers: ['ETag'] },
    problems: actingProblems,
    examples: [{ name: 'withdraw', as: 'reporter01' }],
  },
  {
    id: 'receive-letter',
    tag: 'review',
    method: 'post',
    path: `${one}/letter`,
    who: agency,
    headers: ['If-Match'],
    body: { schema: 'LetterOrder' },
    answer: { status: 201, schema: 'Application', headers: ['ETag'] },
    problems: ['ERR_FIELDS', ...actingProblems],
    examples: [
      {
        name: 'letter',
        as: 'supervisor01',
        body: {
          institutionCode: '1268650500',
          senderNumber: '測醫字第1150001號',
          senderDate: '2026-11-20',
          ownNumber: '職安字第1150099號',
          ownDate: '2026-11-22',
        },
      },
    ],
  },
  {
    id: 'receive-letter-with-scan',
    tag: 'review',
    method: 'post',
    path: `${one}/letter/scan`,
    who: agency,
    headers: ['If-Match'],
    body: { form: 'LetterForm' },
    answer: { status: 201, schema: 'Application', headers: ['ETag'] },
    problems: ['ERR_FIELDS', ...actingProblems, ...scanProblems],
    examples: [{ name: 'letter-with-scan', as: 'reviewer01' }],
  },
  {
    id: 'download-letter',
    tag: 'review',
    method: 'get',
    path: `${one}/letter/scan`,
    who: agency,
    answer: { status: 200, bytes: 'application/pdf' },
    problems: ['ERR_APPLICATION_UNKNOWN', 'ERR_NOT_FOUND'],
    examples: [{ name: 'letter', as: 'supervisor01' }],
  },
  {
    id: 'take-application',
    tag: 'review',
    method: 'post',
    path: `${one}/take`,
    who: ['reviewer'],
    headers: ['If-Match'],
    answer: { status: 200, schema: 'Application', headers: ['ETag'] },
    problems: [...actingProblems, 'ERR_APPLICATION_OWN'],
    examples: [{ name: 'take', as: 'reviewer01' }],
  },
  {
    id: 'read-checks',
    tag: 'review',
    method: 'get',
    path: `${one}/checks`,
    who: agency,
    answer: { status: 200, schema: 'ApplicationChecks' },
    problems: ['ERR_APPLICATION_UNKNOWN', 'ERR_APPLICATION_ERASED'],
    examples: [{ name: 'checks', as: 'reviewer01' }],
  },
  {
    id: 'read-notes',
    tag: 'review',
    method: 'get',
    path: `${one}/notes`,
    who: agency,
    answer: { status: 200, schema: 'ApplicationNotes' },
    problems: ['ERR_APPLICATION_UNKNOWN'],
    examples: [{ name: 'notes', as: 'supervisor01' }],
  },
  {
    id: 'add-note',
    tag: 'review',
    method: 'post',
    path: `${one}/notes`,
    who: agency,
    body: { schema: 'NoteOrder' },
    answer: { status: 201, schema: 'ApplicationNotes' },
    problems: ['ERR_FIELDS', 'ERR_APPLICATION_UNKNOWN', 'ERR_APPLICATION_ERASED'],
    examples: [{ name: 'note', as: 'reviewer01', body: { text: '已電洽院方，十一月底前補正。' } }],
  },
  {
    id: 'hand-over',
    tag: 'review',
    method: 'post',
    path: `${one}/hand-over`,
    who: agency,
    headers: ['If-Match'],
    body: { schema: 'HandOverOrder' },
    answer: { status: 200, schema: 'Application', headers: ['ETag'] },
    problems: ['ERR_FIELDS', ...actingProblems, 'ERR_APPLICATION_REVIEWER', 'ERR_APPLICATION_COLLEAGUE'],
    examples: [{ name: 'hand-over', as: 'supervisor01', body: { userName: 'reviewer02' } }],
  },
  {
    id: 'decide',
    tag: 'review',
    method: 'post',
    path: `${one}/decision`,
    who: ['reviewer'],
    headers: ['If-Match'],
    body: { schema: 'DecisionOrder' },
    answer: { status: 200, schema: 'Application', headers: ['ETag'] },
    problems: [
      'ERR_FIELDS',
      ...actingProblems,
      'ERR_APPLICATION_REVIEWER',
      'ERR_APPLICATION_OWN',
      'ERR_APPLICATION_WIDE_UNCONFIRMED',
      'ERR_APPLICATION_ACCOUNT_CHANGED',
      'ERR_APPLICATION_NOT_RECOGNISED',
      'ERR_ACCOUNT_TAKEN',
      'ERR_ACCOUNT_LAST_MANAGER',
    ],
    examples: [
      { name: 'approve', as: 'reviewer01', body: { all: { outcome: 'approve' } } },
      {
        name: 'return',
        as: 'reviewer01',
        body: { all: { outcome: 'return', reasons: ['seal-missing', 'other'], words: '請加蓋醫院小章。' } },
      },
      {
        name: 'each',
        as: 'reviewer01',
        body: {
          items: [
            { position: 1, outcome: 'approve' },
            { position: 2, outcome: 'return', reasons: ['email-not-own'] },
          ],
        },
      },
    ],
  },
];
