import { AgentProblem } from '../problems.js';
import type { ProgramRun } from '../run-program.js';

/**
 * What a store's program gave. What it says of a failure could quote what it was given, so only how it ended is kept.
 *
 * @throws AgentProblem ERR_AGENT_SECRET_STORE when it failed, is missing, or did not end
 */
export function outOf({ exit, out }: ProgramRun): string {
  if (exit === 0) return out;
  const detail = exit === undefined ? 'the program is missing or did not end' : `it ended with ${exit}`;
  throw new AgentProblem('ERR_AGENT_SECRET_STORE', { detail });
}
