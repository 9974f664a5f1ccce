import type { AgentErrorCode } from '../problems.js';

/** Exit codes of `jianbao-card`; part of what programs rely on. */
export const exitCode = {
  done: 0,
  unexpected: 1,
  misuse: 2,
  card: 3,
  pin: 4,
  refused: 5,
  unreachable: 6,
  // `upload`: what came of the file.
  refusedByRules: 7,
  awaitingPerson: 8,
  undecided: 9,
  endedOtherwise: 10,
  // `doctor`: the worst thing it found.
  warned: 11,
  faulty: 12,
} as const;

/** The exit code for a problem. */
export function exitCodeOf(code: AgentErrorCode): number {
  if (code === 'ERR_AGENT_GATEWAY_UNREACHABLE') return exitCode.unreachable;
  if (code.startsWith('ERR_AGENT_GATEWAY_')) return exitCode.refused;
  if (code.startsWith('ERR_AGENT_FILE')) return exitCode.misuse;
  if (code.startsWith('ERR_AGENT_SECRET_')) return exitCode.pin;
  if (code.startsWith('ERR_AGENT_PIN_') || code === 'ERR_AGENT_CANCELLED') return exitCode.pin;
  if (code === 'ERR_AGENT_INTERNAL') return exitCode.unexpected;
  return exitCode.card;
}
