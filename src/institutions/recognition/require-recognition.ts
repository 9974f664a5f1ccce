import { Problem } from '../../problems/index.js';
import type { Institution, RecognitionKind } from '../institution.js';
import { standingOf } from './standing.js';

/**
 * Refuses what an institution is not recognised for on a day.
 *
 * @param day `yyyy-mm-dd`
 * @throws Problem `ERR_INSTITUTION_RECOGNITION_ENDED` with the last day, `ERR_INSTITUTION_RECOGNITION_FUTURE` with the
 *   first, or `ERR_INSTITUTION_NOT_RECOGNISED`
 */
export function requireRecognition(
  { name, recognitions }: Pick<Institution, 'name' | 'recognitions'>,
  kind: RecognitionKind,
  day: string,
): void {
  const standing = standingOf(recognitions, kind, day);
  const params = { institution: name, kind };
  switch (standing.state) {
    case 'recognised':
      return;
    case 'ended':
      throw new Problem('ERR_INSTITUTION_RECOGNITION_ENDED', { params: { ...params, day: standing.since } });
    case 'future':
      throw new Problem('ERR_INSTITUTION_RECOGNITION_FUTURE', { params: { ...params, day: standing.from } });
    case 'never':
      throw new Problem('ERR_INSTITUTION_NOT_RECOGNISED', { params: { institution: name } });
  }
}
