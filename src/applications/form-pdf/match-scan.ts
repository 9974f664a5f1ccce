import { Problem } from '../../problems/index.js';
import { isNumber } from '../../reference-numbers/index.js';

/** Whether the QR code on a scan is that of the application: shown to the reviewer. */
export type ScanMatch = 'match' | 'not-found';

/**
 * Compares the QR codes read from a scan with the application it was sent in for. Codes that are no reference numbers are
 * somebody else's and do not count.
 *
 * @param codes of `inspectScan`
 * @throws Problem `ERR_SCAN_OTHER_FORM` when only the number of another application is on it
 */
export function matchScan(codes: readonly string[], reference: string): ScanMatch {
  if (codes.includes(reference)) return 'match';
  const other = codes.find((code) => isNumber('A', code) || isNumber('C', code));
  if (other === undefined) return 'not-found';
  throw new Problem('ERR_SCAN_OTHER_FORM', { params: { found: other, expected: reference } });
}
