import { z } from 'zod';
import { AgentProblem } from '../problems.js';
import { type Language, texts } from '../texts.js';

const challengeAnswer = z.object({ challenge: z.string(), nonce: z.string(), expiresAt: z.string() });
const sessionAnswer = z.object({ token: z.string(), endsAt: z.string(), account: z.unknown() });
const problemAnswer = z.object({ title: z.string().optional(), detail: z.string().optional() });

export type Challenge = z.infer<typeof challengeAnswer>;
export type GatewaySession = z.infer<typeof sessionAnswer>;

export interface Credentials {
  readonly challenge: string;
  readonly userName: string;
  readonly password: string;
  /** The Web eID token's exact text. */
  readonly token: string;
}

export interface Gateway {
  challenge(): Promise<Challenge>;
  logIn(credentials: Credentials): Promise<GatewaySession>;
}

/** How long an answer of the gateway is waited for, in milliseconds. */
const patience = 30_000;

/**
 * The gateway's login for programs (`/api/v1/session`). Its functions throw AgentProblems: not reached, refused with the
 * gateway's own sentence, or an answer that is not understood.
 */
export function openGateway(origin: string, language: Language): Gateway {
  return {
    challenge: async () =>
      understand(challengeAnswer, await post(`${origin}/api/v1/session/challenge`, {}, language)),
    logIn: async (credentials) =>
      understand(sessionAnswer, await post(`${origin}/api/v1/session`, credentials, language)),
  };
}

async function post(url: string, body: unknown, language: Language): Promise<unknown> {
  const response = await reach(url, body, language);
  const answer: unknown = await response.json().catch(() => undefined);
  if (response.ok) return answer;
  const problem = problemAnswer.safeParse(answer);
  const reason = problem.success ? [problem.data.title, problem.data.detail].filter(Boolean).join(' ') : '';
  throw new AgentProblem('ERR_AGENT_GATEWAY_REFUSED', {
    params: { reason: reason === '' ? texts[language].cli.noAnswer : reason },
    detail: `status ${response.status}`,
  });
}

async function reach(url: string, body: unknown, language: Language): Promise<Response> {
  try {
    return await fetch(url, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        Accept: 'application/json',
        'Accept-Language': language,
      },
      body: JSON.stringify(body),
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

function understand<Schema extends z.ZodType>(schema: Schema, answer: unknown): z.infer<Schema> {
  const result = schema.safeParse(answer);
  if (!result.success) throw new AgentProblem('ERR_AGENT_GATEWAY_ANSWER');
  return result.data;
}
