import type { AgentFault } from './card-agent.js';
import type { Texts } from './texts.js';

/** What to tell of a fault: the agent's own words, or the page's. */
export function describeFault(fault: AgentFault, texts: Texts): string {
  if (fault.kind !== 'answered') return texts[fault.kind] ?? '';
  return fault.title === ''
    ? (texts.unknown ?? '')
    : `${fault.title}。${fault.detail}`.replace(/([.!?])。/, '$1 ');
}
