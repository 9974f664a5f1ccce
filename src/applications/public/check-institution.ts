import { taipeiDate } from '../../clock.js';
import { findInstitution } from '../../institutions/index.js';
import type { FieldProblem } from '../../problems/index.js';
import type { ApplicationPageServices } from '../page-services.js';
import { isRecognised } from '../rules/recognition.js';
import type { PublicFlow } from './flow.js';
import type { Values } from './values.js';

/**
 * What must be mended of the institution's code once it has ten digits: nobody has it, or its recognition is not in force
 * and the form asks for a new account. Which institutions are recognised is public.
 */
export async function checkInstitution(
  { db, clock }: Pick<ApplicationPageServices, 'db' | 'clock'>,
  { kind }: PublicFlow,
  values: Values,
): Promise<readonly FieldProblem[]> {
  const code = (values.institutionCode ?? '').normalize('NFKC');
  if (!/^\d{10}$/.test(code)) return [];
  const field = 'institutionCode';
  const institution = await findInstitution(db, code);
  if (institution === undefined) return [{ field, code: 'ERR_INSTITUTION_UNKNOWN', params: { code } }];
  if (kind === 'change' || isRecognised(institution, taipeiDate(clock()))) return [];
  return [{ field, code: 'ERR_APPLICATION_NOT_RECOGNISED', params: { institution: institution.name } }];
}
