import type { AgentFault } from './card-agent.js';
import type { Texts } from './texts.js';

/** What to tell of a fault: the agent's own words, or the page's. */
export function describeFault(fault: AgentFault, texts: Texts): string {
  if (fault.kind === 'too-old') return (texts['too-old'] ?? '').replace('VERSION', () => fault.version);
  if (fault.kind !== 'answered') return texts[fault.kind] ?? '';
  if (fault.title === '') return texts.unknown ?? '';
  return (texts.sentences ?? '').replace('TITLE', () => fault.title).replace('DETAIL', () => fault.detail);
}
