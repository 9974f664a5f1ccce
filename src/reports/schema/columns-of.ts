import type { Column } from './column.js';
import { hazardOperation } from './hazard-operations.js';
import type { ExamKind } from './kinds.js';
import { layoutOf } from './layouts.js';

/**
 * The columns of a kind of exam in the order of its template; of one hazard operation, those that its exams may have.
 *
 * @param hazard code of an operation
 * @throws TypeError when there is no such operation
 */
export function columnsOf(kind: ExamKind, hazard?: string): readonly Column[] {
  const { columns } = layoutOf(kind);
  if (hazard === undefined) return columns;
  const operation = hazardOperation(hazard);
  if (operation === undefined) throw new TypeError(`There is no hazard operation ${hazard}.`);
  return columns.filter(({ key, required }) => {
    const isOfOperations = typeof required === 'object' && required.hazards !== undefined;
    return !isOfOperations || operation.items.includes(key);
  });
}
