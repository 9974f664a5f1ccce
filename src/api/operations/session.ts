import type { Operation } from './operation.js';

const root = '/api/v1/session';

/** A program's session: account, password, card and address. The routes are in `src/accounts`. */
export const sessionOperations: readonly Operation[] = [
  {
    id: 'ask-challenge',
    tag: 'session',
    method: 'post',
    path: `${root}/challenge`,
    who: 'anyone',
    answer: { status: 200, schema: 'Challenge' },
    problems: ['ERR_TOO_MANY_REQUESTS'],
    examples: [{ name: 'challenge' }],
  },
  {
    id: 'begin-session',
    tag: 'session',
    method: 'post',
    path: root,
    who: 'anyone',
    body: { schema: 'SessionOrder' },
    answer: { status: 201, schema: 'NewSession' },
    problems: [
      'ERR_FIELDS',
      'ERR_LOGIN_FAILED',
      'ERR_LOGIN_LOCKED',
      'ERR_LOGIN_ADDRESS',
      'ERR_CARD_CODE_SENT',
      'ERR_TOO_MANY_REQUESTS',
    ],
    examples: [
      {
        name: 'log-in',
        body: {
          challenge: 'ShtB7xH8v4sM0uO3q1nKcYp2fJw6aXeRzLdGiTQyV5A',
          userName: 'reporter01',
          password: '…',
          token: '{"unverifiedCertificate":"…","algorithm":"ES256","signature":"…","format":"web-eid:1.0"}',
        },
      },
    ],
  },
  {
    id: 'send-card-code',
    tag: 'session',
    method: 'post',
    path: `${root}/card-code`,
    who: 'anyone',
    body: { schema: 'CardCodeOrder' },
    answer: { status: 201, schema: 'NewSession' },
    problems: ['ERR_FIELDS', 'ERR_CARD_CODE_WRONG', 'ERR_CARD_CODE_OVER'],
    examples: [
      {
        name: 'card-code',
        body: { challenge: 'ShtB7xH8v4sM0uO3q1nKcYp2fJw6aXeRzLdGiTQyV5A', code: '12345678' },
      },
    ],
  },
  {
    id: 'read-session',
    tag: 'session',
    method: 'get',
    path: root,
    who: 'signed-in',
    answer: { status: 200, schema: 'Session' },
    problems: [],
    examples: [{ name: 'session', as: 'reporter01' }],
  },
  {
    id: 'end-session',
    tag: 'session',
    method: 'delete',
    path: root,
    who: 'signed-in',
    answer: { status: 204 },
    problems: [],
    examples: [{ name: 'log-out', as: 'reporter01' }],
  },
  {
    id: 'read-address',
    tag: 'session',
    method: 'get',
    path: '/api/v1/address',
    who: 'anyone',
    answer: { status: 200, schema: 'CallerAddress' },
    problems: [],
    examples: [{ name: 'address' }],
  },
];
