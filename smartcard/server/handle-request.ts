import type { IncomingMessage, ServerResponse } from 'node:http';
import { AgentProblem } from '../problems.js';
import { languageFrom } from '../texts.js';
import type { AgentRoute } from './agent-route.js';
import { answerPreflight, answerProblem, prepareAnswer } from './answer.js';
import { checksOfEveryRequest } from './checks.js';
import { type AgentContext, type Exchange, singleHeader } from './exchange.js';
import { agentRoutes } from './routes.js';

/** One line of the agent's log. Holds no PIN, no name, no nonce. */
export interface AgentLogLine {
  readonly method: string;
  /** One of the agent's own paths, or "other". */
  readonly path: string;
  readonly status: number;
  readonly code?: string;
  readonly detail?: string;
}

export type AgentLog = (line: AgentLogLine) => void;

/** Answers one request; never rejects. */
export async function handleRequest(
  agent: AgentContext,
  request: IncomingMessage,
  response: ServerResponse,
  log: AgentLog,
): Promise<void> {
  const exchange = beginExchange(agent, request, response);
  try {
    prepareAnswer(exchange);
    await perform(exchange);
    log({ ...logged(request), status: response.statusCode });
  } catch (cause) {
    const problem = cause instanceof AgentProblem ? cause : unexpected(cause);
    answerProblem(exchange, problem);
    const { status, code, detail } = problem;
    log({ ...logged(request), status, code, ...(detail !== undefined && { detail }) });
  }
}

async function perform(exchange: Exchange): Promise<void> {
  for (const check of checksOfEveryRequest) check(exchange);
  const { request } = exchange;
  // The target exactly as it was sent: no other spelling of a path, and no query, means one of ours.
  const here = agentRoutes.filter(({ path }) => path === request.url);
  if (here.length === 0) throw new AgentProblem('ERR_AGENT_NOT_FOUND');
  // The agent's own window is of the agent's own origin: no other one is told that it may ask.
  const isForGateways = here.some(({ audience }) => audience === 'gateways');
  if (request.method === 'OPTIONS' && isForGateways) return answerPreflight(exchange);
  const route = here.find(({ method }) => method === request.method);
  if (route === undefined) throw refusedMethod(exchange, here);
  for (const check of route.checks) check(exchange);
  await route.answer(exchange);
}

function beginExchange(agent: AgentContext, request: IncomingMessage, response: ServerResponse): Exchange {
  const origin = singleHeader(request, 'origin');
  return {
    agent,
    request,
    response,
    origin: origin !== undefined && agent.origins.has(origin) ? origin : undefined,
    language: languageFrom(request.headers['accept-language']),
  };
}

function refusedMethod({ response }: Exchange, here: readonly AgentRoute[]): AgentProblem {
  response.setHeader('Allow', here.map(({ method }) => method).join(', '));
  return new AgentProblem('ERR_AGENT_METHOD');
}

function logged({ method = '', url }: IncomingMessage): Pick<AgentLogLine, 'method' | 'path'> {
  return { method, path: agentRoutes.find(({ path }) => path === url)?.path ?? 'other' };
}

/** The message of an unexpected error could quote what it choked on, so only its kind is kept. */
function unexpected(cause: unknown): AgentProblem {
  return new AgentProblem('ERR_AGENT_INTERNAL', {
    detail: cause instanceof Error ? cause.name : typeof cause,
  });
}
