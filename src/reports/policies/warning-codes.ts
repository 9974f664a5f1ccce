import { ruleTable, type WarningCode } from '../rules/table.js';

/** There is no row to refuse. */
const notOfRows: ReadonlySet<string> = new Set(['RPT_IMAGE_NOT_NAMED']);

/** Every code about a row that the reporter is asked to confirm, in the order of the table. */
export const warningCodes: readonly WarningCode[] = Object.entries(ruleTable).flatMap(
  ([code, { severity }]) => (severity === 'warning' && !notOfRows.has(code) ? [code as WarningCode] : []),
);

/** Whether this names a warning. */
export function isWarningCode(code: unknown): code is WarningCode {
  return warningCodes.some((known) => known === code);
}
