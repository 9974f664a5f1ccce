import { AgentProblem } from '../problems.js';
import type { AgentContext, Exchange } from './exchange.js';

/** Counts a request. Throws ERR_AGENT_TOO_MANY_REQUESTS with the seconds to wait when there were too many. */
export function takeRequest({ agent }: Exchange, kind: keyof AgentContext['takeRequest']): void {
  const retryAfter = agent.takeRequest[kind]();
  if (retryAfter > 0)
    throw new AgentProblem('ERR_AGENT_TOO_MANY_REQUESTS', { retryAfter, params: { seconds: retryAfter } });
}
