import { z } from 'zod';
import { AgentProblem } from '../../problems.js';
import { type Language, texts } from '../../texts.js';
import { GatewayRefusal } from './refusal.js';

/** What a request carries: JSON, or a file as it is; and the bearer token of a session. */
export interface GatewayRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly json?: unknown;
  readonly file?: Blob;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** How long the answer is waited for, in milliseconds; 30 s when left out. */
  readonly patience?: number;
}

/** Sends a request; resolves with an answer that is good, its body unread. */
export type AskGateway = (request: GatewayRequest) => Promise<Response>;

const defaultPatience = 30_000;

/**
 * Asks one gateway, in a language. What it gives rejects with AgentProblems: not reached, or a GatewayRefusal with the
 * gateway's own sentence.
 */
export function createAskGateway(origin: string, language: Language): AskGateway {
  return async (request) => {
    const response = await reach(origin, request, language);
    if (!response.ok) throw await refusalOf(response, language);
    return response;
  };
}

/**
 * An answer's JSON in the shape that is expected.
 *
 * @throws AgentProblem ERR_AGENT_GATEWAY_ANSWER when it is anything else
 */
export async function understand<Schema extends z.ZodType>(
  schema: Schema,
  response: Response,
): Promise<z.infer<Schema>> {
  const result = schema.safeParse(await response.json().catch(() => undefined));
  if (!result.success) throw new AgentProblem('ERR_AGENT_GATEWAY_ANSWER');
  return result.data;
}

async function reach(origin: string, request: GatewayRequest, language: Language): Promise<Response> {
  const { method, path, json, file, token, headers, patience = defaultPatience } = request;
  const body = file ?? (json === undefined ? undefined : JSON.stringify(json));
  try {
    return await fetch(origin + path, {
      method,
      headers: {
        Accept: 'application/json',
        'Accept-Language': language,
        ...(json !== undefined && { 'Content-Type': 'application/json' }),
        ...(token !== undefined && { Authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(body !== undefined && { body }),
      // A password and a token go to the gateway that was named and nowhere else.
      redirect: 'error',
      signal: AbortSignal.timeout(patience),
    });
  } catch (cause) {
    throw new AgentProblem('ERR_AGENT_GATEWAY_UNREACHABLE', {
      detail: cause instanceof Error ? cause.name : 'fetch',
    });
  }
}

const problemAnswer = z.object({
  title: z.string().optional(),
  detail: z.string().optional(),
  code: z.string().optional(),
  reference: z.string().optional(),
  /** What is wrong with single fields. */
  errors: z.array(z.object({ detail: z.string() })).optional(),
});

async function refusalOf(response: Response, language: Language): Promise<GatewayRefusal> {
  const { data = {} } = problemAnswer.safeParse(await response.json().catch(() => undefined));
  const sentences = [data.title, data.detail, ...(data.errors ?? []).map(({ detail }) => detail)];
  const reason = sentences.filter(Boolean).join(' ');
  return new GatewayRefusal({
    status: response.status,
    reason: reason === '' ? texts[language].cli.noAnswer : reason,
    gatewayCode: data.code,
    reference: data.reference,
    retryAfter: secondsToWait(response),
  });
}

/** Seconds of an answer's Retry-After; undefined without one, or when it names a date (our gateway never does). */
export function secondsToWait(response: Response): number | undefined {
  const value = response.headers.get('retry-after') ?? '';
  return /^\d{1,6}$/.test(value) ? Number(value) : undefined;
}
