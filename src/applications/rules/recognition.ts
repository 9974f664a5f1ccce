import { type Institution, standingOf } from '../../institutions/index.js';
import { Problem } from '../../problems/index.js';

/** Whether any recognition of an institution is in force on a date, `yyyy-mm-dd`. */
export function isRecognised({ recognitions }: Pick<Institution, 'recognitions'>, date: string): boolean {
  return recognitions.some(({ kind }) => standingOf(recognitions, kind, date).state === 'recognised');
}

/**
 * Accounts are opened for institutions whose recognition is in force.
 *
 * @throws Problem `ERR_APPLICATION_NOT_RECOGNISED`
 */
export function requireRecognition(
  institution: Pick<Institution, 'recognitions' | 'name'>,
  date: string,
): void {
  if (isRecognised(institution, date)) return;
  throw new Problem('ERR_APPLICATION_NOT_RECOGNISED', { params: { institution: institution.name } });
}
