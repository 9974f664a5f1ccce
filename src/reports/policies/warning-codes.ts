import { ruleTable, type WarningCode } from '../rules/table.js';

/** Every code that the reporter is asked to confirm, in the order of the table. */
export const warningCodes: readonly WarningCode[] = Object.entries(ruleTable).flatMap(
  ([code, { severity }]) => (severity === 'warning' ? [code as WarningCode] : []),
);

/** Whether this names a warning. */
export function isWarningCode(code: unknown): code is WarningCode {
  return warningCodes.some((known) => known === code);
}
