import type { Tone } from '../../web/lists/index.js';
import type { ApplicationState } from '../transitions.js';

/** How a state is shown to applicants: what waits for them stands out. */
export function stateToneForApplicant(state: ApplicationState): Tone {
  return tones[state] ?? 'plain';
}

const tones: Readonly<Partial<Record<ApplicationState, Tone>>> = {
  draft: 'waiting',
  'awaiting-letter': 'waiting',
  'awaiting-scan': 'waiting',
  approved: 'good',
  returned: 'bad',
  lapsed: 'bad',
};
