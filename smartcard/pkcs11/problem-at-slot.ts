import { type AgentErrorCode, AgentProblem } from '../problems.js';
import { problemOf } from './return-codes.js';
import { isTokenPresent, type Slot } from './slots.js';

/** What modules say when a card stops answering, whatever the reason. */
const vague: ReadonlySet<AgentErrorCode> = new Set(['ERR_AGENT_CARD_FAULT', 'ERR_AGENT_READER_FAULT']);

/** Reader services notice a missing card up to half a second late, and OpenSC looks once a second. */
const patience = { looks: 16, milliseconds: 100 } as const;

/**
 * What an error of an operation with the card in a slot means. A card that is gone by now was pulled out, though OpenSC
 * calls that a general error until the reader service has noticed. Blocks for up to 1.6 seconds.
 */
export function problemAtSlot(cause: unknown, slot: Slot): AgentProblem {
  const problem = problemOf(cause);
  if (!vague.has(problem.code) || !isSoonEmpty(slot)) return problem;
  const { detail } = problem;
  return new AgentProblem('ERR_AGENT_CARD_REMOVED', { ...(detail !== undefined && { detail }) });
}

function isSoonEmpty({ module, handle }: Slot): boolean {
  const never = new Int32Array(new SharedArrayBuffer(4));
  try {
    for (let look = 0; look < patience.looks; look += 1) {
      if (!isTokenPresent(module.C_GetSlotInfo(handle))) return true;
      Atomics.wait(never, 0, 0, patience.milliseconds);
    }
  } catch {
    // The reader went too; what was said first says more.
  }
  return false;
}
