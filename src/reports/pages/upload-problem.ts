import { Problem } from '../../problems/index.js';

/**
 * What whoever chose a kind and a file can mend on the form itself, with its sentence at a field.
 *
 * @returns undefined for everything else
 */
export function uploadProblem(error: unknown): Problem | undefined {
  if (!(error instanceof Problem)) return undefined;
  if (error.fields.length > 0) return error;
  const { code, params } = error;
  return fileCodes.has(code)
    ? new Problem(code, { params, fields: [{ field: 'file', code, params }] })
    : undefined;
}

const fileCodes: ReadonlySet<string> = new Set([
  'ERR_UPLOAD_TOO_LARGE',
  'ERR_UPLOAD_SEVERAL_FILES',
  'ERR_FILE_MALWARE',
  'ERR_FILE_UNCHECKED',
  'ERR_INSTITUTION_NOT_RECOGNISED',
  'ERR_INSTITUTION_RECOGNITION_ENDED',
  'ERR_INSTITUTION_RECOGNITION_FUTURE',
  'ERR_DRY_RUN_TOO_MANY',
]);
