import { z } from 'zod';
import { type DigestAlgorithm, digestLengths } from '../cms/document-digest.js';
import { AgentProblem } from '../problems.js';
import { languages } from '../texts.js';

const identifier = z.string().min(1).max(64);

const readersRequest = z.strictObject({ language: z.enum(languages).default('zh-Hant') });

const eventsRequest = z.strictObject({
  language: z.enum(languages).default('zh-Hant'),
  /** As the last answer had it. */
  state: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .optional(),
});

/** An origin in the body is refused like every unknown member: the one that counts is the browser's header. */
const authenticateRequest = z.strictObject({
  /** Base64 of 32 bytes. */
  challengeNonce: z.string().regex(/^[A-Za-z0-9+/]{43}=$/),
  pin: z.string().max(64).optional(),
  language: z.enum(languages).default('zh-Hant'),
  readerId: identifier.optional(),
  tokenSerial: identifier.optional(),
  consentLastTry: z.boolean().default(false),
});

/** Neither the document nor anything ready to be signed: its name and its digest, which the person is shown. */
const signDocumentRequest = z.strictObject({
  name: z.string().trim().min(1).max(255),
  digest: z
    .strictObject({
      algorithm: z.enum(Object.keys(digestLengths) as [DigestAlgorithm, ...DigestAlgorithm[]]),
      value: z.base64(),
    })
    .transform(({ algorithm, value }) => ({ algorithm, value: new Uint8Array(Buffer.from(value, 'base64')) }))
    .refine(({ algorithm, value }) => value.length === digestLengths[algorithm]),
  pin: z.string().max(64).optional(),
  language: z.enum(languages).default('zh-Hant'),
  readerId: identifier.optional(),
  tokenSerial: identifier.optional(),
  consentLastTry: z.boolean().default(false),
});

const consentAnswer = z.strictObject({
  agree: z.boolean(),
  pin: z.string().max(64).optional(),
  lastTryAgreed: z.boolean().default(false),
});

export type ReadersRequest = z.infer<typeof readersRequest>;
export type EventsRequest = z.infer<typeof eventsRequest>;
export type AuthenticateRequest = z.infer<typeof authenticateRequest>;
export type SignDocumentRequest = z.infer<typeof signDocumentRequest>;
export type ConsentAnswerRequest = z.infer<typeof consentAnswer>;

/** The body of `POST /readers`; an empty one will do. Throws ERR_AGENT_REQUEST_FORM. */
export function parseReadersRequest(body: Buffer): ReadersRequest {
  return parse(readersRequest, body.length === 0 ? Buffer.from('{}') : body);
}

/** The body of `POST /events`. Throws ERR_AGENT_REQUEST_FORM. */
export function parseEventsRequest(body: Buffer): EventsRequest {
  return parse(eventsRequest, body);
}

/** The body of `POST /authenticate`. Throws ERR_AGENT_REQUEST_FORM, naming the member that is not as expected. */
export function parseAuthenticateRequest(body: Buffer): AuthenticateRequest {
  return parse(authenticateRequest, body);
}

/** The body of `POST /sign-document`. Throws ERR_AGENT_REQUEST_FORM, naming the member that is not as expected. */
export function parseSignDocumentRequest(body: Buffer): SignDocumentRequest {
  return parse(signDocumentRequest, body);
}

/** The body of `POST /consent/answer`, from the agent's own window. Throws ERR_AGENT_REQUEST_FORM. */
export function parseConsentAnswer(body: Buffer): ConsentAnswerRequest {
  return parse(consentAnswer, body);
}

function parse<Schema extends z.ZodType>(schema: Schema, body: Buffer): z.infer<Schema> {
  const result = schema.safeParse(parseJson(body));
  if (result.success) return result.data;
  // Names of members only: the values may be a PIN.
  const members = result.error.issues.map((issue) => issue.path.join('.') || issue.code).join(', ');
  throw new AgentProblem('ERR_AGENT_REQUEST_FORM', { detail: members });
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    // The parser's own message quotes the body.
    throw new AgentProblem('ERR_AGENT_REQUEST_FORM', { detail: 'not JSON' });
  }
}
