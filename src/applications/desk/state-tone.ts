import type { Tone } from '../../web/lists/index.js';
import { type ApplicationState, waitingForAgency } from '../transitions.js';

/** How a state is shown at the desk: what waits for the agency stands out. */
export function stateTone(state: ApplicationState): Tone {
  if (state === 'approved') return 'good';
  if (state === 'returned') return 'bad';
  return waitingForAgency.includes(state) ? 'waiting' : 'plain';
}
