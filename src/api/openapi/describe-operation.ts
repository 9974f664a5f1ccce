import { z } from 'zod';
import { type Language, outlineProblem, type Translate } from '../../locales/index.js';
import { type ErrorCode, errorTable } from '../../problems/index.js';
import type { AnswerHeader, HeaderName, Operation } from '../operations/index.js';
import { describeSchema } from './describe-schemas.js';

/** An operation as OpenAPI has it. */
export function describeOperation(operation: Operation, t: Translate, language: Language) {
  const { id, tag, who, body } = operation;
  return {
    operationId: id,
    tags: [tag],
    summary: t(`api.operation.${id}`),
    description: t('api.who', { who: whoOf(who, t) }),
    ...(who === 'anyone' && { security: [] }),
    parameters: [...queryOf(operation, t), ...requestHeadersOf(operation, t)],
    ...(body !== undefined && { requestBody: bodyOf(operation, body) }),
    responses: { ...answersOf(operation, t), ...problemsOf(operation, language) },
  };
}

/** Headers of answers, described once. */
export function headersOf(t: Translate) {
  return Object.fromEntries(
    Object.entries(answerHeaders).map(([name, example]) => [
      name,
      {
        description: t(`api.header.${name.toLowerCase()}`),
        schema: { type: 'string', ...(example !== null && { examples: [example] }) },
      },
    ]),
  );
}

const answerHeaders: Readonly<Record<AnswerHeader, string | null>> = {
  Location: null,
  ETag: '"3"',
  'Tus-Version': '1.0.0',
  'Tus-Extension': 'creation,checksum,termination,expiration',
  'Tus-Max-Size': '100000000',
  'Upload-Offset': '1048576',
  'Upload-Length': '52428800',
  'Upload-Expires': 'Mon, 23 Nov 2026 02:00:00 GMT',
  'Jianbao-Submission': 'S1151122-7K3M9Q',
};

function queryOf({ query, examples }: Operation, t: Translate) {
  if (query === undefined) return [];
  return Object.entries(query.shape).map(([name, schema]) => {
    const kind = schema instanceof z.ZodOptional ? schema.unwrap() : schema;
    const key = z.globalRegistry.get(schema as z.ZodType)?.description;
    return {
      name,
      in: 'query',
      required: !(schema instanceof z.ZodOptional),
      ...(key !== undefined && { description: t(key) }),
      // Several values are written with commas.
      ...(kind instanceof z.ZodArray && { style: 'form', explode: false }),
      schema: describeSchema(schema as z.ZodType, t),
      ...shownIn(examples, name),
    };
  });
}

/** What the examples say there. */
function shownIn(examples: Operation['examples'], parameter: string) {
  const shown = examples.flatMap(({ name, query }) => {
    const value = new URLSearchParams(query).get(parameter);
    return value === null ? [] : [[name, { value }] as const];
  });
  return shown.length === 0 ? {} : { examples: Object.fromEntries(shown) };
}

const requestHeaders: Readonly<Record<HeaderName, { readonly required: boolean; readonly example: string }>> =
  {
    'If-Match': { required: true, example: '"3"' },
    'Idempotency-Key': { required: false, example: '8e03978e-40d5-43dd-bc93-6894a57f9324' },
    Prefer: { required: false, example: 'wait=10' },
    'Tus-Resumable': { required: true, example: '1.0.0' },
    'Upload-Length': { required: true, example: '52428800' },
    'Upload-Metadata': { required: true, example: 'filename ZXhhbXMuY3N2,kind Z2VuZXJhbA==' },
    'Upload-Offset': { required: true, example: '1048576' },
    'Upload-Checksum': {
      required: false,
      example: 'sha256 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
    },
  };

function requestHeadersOf({ headers = [] }: Operation, t: Translate) {
  return headers.map((name) => ({
    name,
    in: 'header',
    required: requestHeaders[name].required,
    description: t(`api.header.${name.toLowerCase()}`),
    schema: { type: 'string' },
    example: requestHeaders[name].example,
  }));
}

function bodyOf({ examples }: Operation, body: NonNullable<Operation['body']>) {
  if ('bytes' in body) {
    return { required: true, content: Object.fromEntries(body.bytes.map((type) => [type, {}])) };
  }
  if ('form' in body) {
    const schema = { $ref: `#/components/schemas/${body.form}` };
    return { required: true, content: { 'multipart/form-data': { schema } } };
  }
  const shown = examples.filter(({ body: sent }) => sent !== undefined);
  return {
    required: true,
    content: {
      'application/json': {
        schema: { $ref: `#/components/schemas/${body.schema}` },
        examples: Object.fromEntries(shown.map(({ name, body: value }) => [name, { value }])),
      },
    },
  };
}

function answersOf({ answer }: Operation, t: Translate) {
  const statuses = [answer.status, ...(answer.statusWhenDone === undefined ? [] : [answer.statusWhenDone])];
  return Object.fromEntries(statuses.map((status) => [status, answerOf(answer, status, t)]));
}

function answerOf({ schema, bytes, headers = [] }: Operation['answer'], status: number, t: Translate) {
  return {
    description: t(`api.status.${status}`),
    ...(headers.length > 0 && {
      headers: Object.fromEntries(headers.map((name) => [name, { $ref: `#/components/headers/${name}` }])),
    }),
    ...(schema !== undefined && {
      content: { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } },
    }),
    ...(bytes !== undefined && { content: { [bytes]: {} } }),
  };
}

/** What any request may be refused with, besides its own. */
function problemsOf({ who, problems, body }: Operation, language: Language) {
  const codes: readonly ErrorCode[] = [
    ...problems,
    ...(who === 'anyone' ? [] : (['ERR_SIGN_IN_REQUIRED', 'ERR_NOT_ALLOWED'] as const)),
    ...(body !== undefined && 'schema' in body
      ? (['ERR_REQUEST_MALFORMED', 'ERR_MEDIA_TYPE', 'ERR_BODY_TOO_LARGE'] as const)
      : []),
    'ERR_UNAVAILABLE',
  ];
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of codes) {
    const { status } = errorTable[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, those]) => [
      status,
      {
        description: those.map((code) => `\`${code}\`: ${outlineProblem(language, code)}`).join('\n\n'),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  );
}

function whoOf(who: Operation['who'], t: Translate): string {
  if (who === 'anyone' || who === 'signed-in') return t(`api.anyone.${who}`);
  return who.map((role) => t(`shell.role.${role}`)).join(t('api.list-separator'));
}
