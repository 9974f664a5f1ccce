import { type FieldProblem, Problem } from '../../problems/index.js';
import { isNumber } from '../../reference-numbers/index.js';
import type { Form } from '../../web/index.js';
import { isoDate } from '../rules/calendar.js';
import { foldWidth } from '../rules/cells/clean.js';
import { readDate } from '../rules/cells/date.js';
import { isEmployerUbn } from '../rules/cells/employer-ubn.js';
import { judgeWorkerId } from '../rules/cells/worker-id.js';
import { hazardOperations } from '../schema/hazard-operations.js';
import { type ExamKind, isExamKind } from '../schema/kinds.js';

/** What records are searched by, besides the worker; nothing here names a person. */
export interface SearchCriteria {
  readonly employer?: string;
  readonly hazard?: string;
  readonly level?: number;
  /** `yyyy-mm-dd`, both included. */
  readonly from?: string;
  readonly to?: string;
  /** Number of a submission. */
  readonly submission?: string;
  readonly kind?: ExamKind;
}

/** A search as it was typed and understood. */
export interface TypedSearch {
  /** An ID number, upper case and half width. */
  readonly worker: string | undefined;
  readonly criteria: SearchCriteria;
  readonly reason: string | undefined;
}

/**
 * Reads the form of a search. The kind alone narrows nothing.
 *
 * @param needsReason whether it must be told what the search is for
 * @throws Problem ERR_FIELDS
 */
export function readSearch(form: Form, needsReason: boolean): TypedSearch {
  const fields: FieldProblem[] = [];
  const take = <T>(field: string, code: FieldProblem['code'], read: (text: string) => T | undefined) => {
    const text = foldWidth(form.text(field)).trim();
    if (text === '') return undefined;
    const value = read(text);
    if (value === undefined) fields.push({ field, code });
    return value;
  };
  const worker = take('worker', 'ERR_SEARCH_WORKER', readWorker);
  const criteria = withoutEmpty({
    employer: take('employer', 'ERR_SEARCH_EMPLOYER', readEmployer),
    hazard: take('hazard', 'ERR_SEARCH_CHOICE', readHazard),
    level: take('level', 'ERR_SEARCH_CHOICE', (text) => (/^[1-4]$/.test(text) ? Number(text) : undefined)),
    from: take('from', 'ERR_SEARCH_DATE', readDay),
    to: take('to', 'ERR_SEARCH_DATE', readDay),
    submission: take('submission', 'ERR_SEARCH_SUBMISSION', readSubmission),
    kind: take('kind', 'ERR_SEARCH_CHOICE', (text) => (isExamKind(text) ? text : undefined)),
  });
  const reason = form.text('reason') || undefined;
  if (needsReason && reason === undefined) fields.push({ field: 'reason', code: 'ERR_SEARCH_REASON' });
  if (reason !== undefined && reason.length > longestReason) {
    fields.push({ field: 'reason', code: 'ERR_REASON_LONG', params: { most: longestReason } });
  }
  if (criteria.from !== undefined && criteria.to !== undefined && criteria.from > criteria.to) {
    fields.push({ field: 'to', code: 'ERR_SEARCH_DATES_TURNED' });
  }
  if (fields.length === 0 && worker === undefined && !narrows(criteria)) {
    fields.push({ field: 'worker', code: 'ERR_SEARCH_EMPTY' });
  }
  if (fields.length > 0) throw new Problem('ERR_FIELDS', { fields });
  return { worker, criteria, reason };
}

/** Characters of a reason, as the database keeps it. */
export const longestReason = 200;

function narrows({ kind: _, ...criteria }: SearchCriteria): boolean {
  return Object.keys(criteria).length > 0;
}

function readWorker(text: string): string | undefined {
  const worker = text.toUpperCase();
  return worker.length === 10 && judgeWorkerId(Buffer.from(worker, 'latin1'), 0) === 'good'
    ? worker
    : undefined;
}

function readEmployer(text: string): string | undefined {
  return /^\d{8}$/.test(text) && isEmployerUbn(Buffer.from(text), 0) ? text : undefined;
}

function readHazard(text: string): string | undefined {
  return hazardOperations.find(({ code }) => code === text)?.code;
}

function readDay(text: string): string | undefined {
  const read = readDate(text);
  return read.is === 'value' ? isoDate(read.value) : undefined;
}

function readSubmission(text: string): string | undefined {
  const number = text.toUpperCase();
  return isNumber('S', number) ? number : undefined;
}

function withoutEmpty(criteria: { readonly [Key in keyof SearchCriteria]: SearchCriteria[Key] | undefined }) {
  return Object.fromEntries(
    Object.entries(criteria).filter(([, value]) => value !== undefined),
  ) as SearchCriteria;
}
