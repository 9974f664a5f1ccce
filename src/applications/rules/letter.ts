import type { ErrorCode, FieldProblem } from '../../problems/index.js';
import type { ApplicationWithForm } from '../application.js';
import { isClosed } from '../transitions.js';

/** What the agency types when a letter comes in; dates are `yyyy-mm-dd`. */
export interface TypedLetter {
  /** Typed, or read from the form's QR code. */
  readonly reference: string;
  /** The code of the institution that sent it. */
  readonly institutionCode: string;
  readonly senderNumber: string;
  readonly senderDate: string;
  readonly ownNumber: string;
  readonly ownDate: string;
}

/** Characters of a document number. */
export const mostNumberLength = 60;

/**
 * Everything that does not match, so that it is shown before anything is saved; empty when the letter can be recorded.
 * Pure. The fields are those of `TypedLetter`.
 *
 * @param application the one of the reference number; undefined for none, or for a draft
 * @param today `yyyy-mm-dd` in Taiwan
 */
export function findLetterFaults(
  letter: TypedLetter,
  application: ApplicationWithForm | undefined,
  today: string,
): readonly FieldProblem[] {
  return [
    ...faultsOfApplication(letter, application),
    ...faultsOfNumber('senderNumber', letter.senderNumber),
    ...faultsOfDate('senderDate', letter.senderDate, today),
    ...faultsOfNumber('ownNumber', letter.ownNumber),
    ...faultsOfDate('ownDate', letter.ownDate, today),
    ...faultsOfOrder(letter),
  ];
}

function faultsOfApplication(
  letter: TypedLetter,
  application: ApplicationWithForm | undefined,
): readonly FieldProblem[] {
  if (application === undefined) return [{ field: 'reference', code: 'ERR_APPLICATION_UNKNOWN' }];
  const faults: FieldProblem[] = [];
  const code = codeOfState(application);
  if (code !== undefined) faults.push({ field: 'reference', code });
  if (letter.institutionCode.normalize('NFKC').trim() !== application.institution.code) {
    faults.push({
      field: 'institutionCode',
      code: 'ERR_APPLICATION_LETTER_INSTITUTION',
      params: { institution: application.institution.name },
    });
  }
  return faults;
}

function codeOfState({ way, state, submittedAt }: ApplicationWithForm): ErrorCode | undefined {
  if (state === 'awaiting-letter') return undefined;
  if (way === 'scan') return 'ERR_APPLICATION_LETTER_WAY';
  return submittedAt !== null && !isClosed(state)
    ? 'ERR_APPLICATION_LETTER_RECEIVED'
    : 'ERR_APPLICATION_LETTER_STATE';
}

function faultsOfNumber(field: 'senderNumber' | 'ownNumber', typed: string): readonly FieldProblem[] {
  const number = foldNumber(typed);
  if (number === '') return [{ field, code: 'ERR_APPLICATION_LETTER_NUMBER_MISSING' }];
  if ([...number].length <= mostNumberLength) return [];
  return [{ field, code: 'ERR_APPLICATION_LETTER_NUMBER_LONG', params: { most: mostNumberLength } }];
}

function faultsOfDate(field: 'senderDate' | 'ownDate', date: string, today: string): readonly FieldProblem[] {
  if (date.trim() === '') return [{ field, code: 'ERR_APPLICATION_LETTER_DATE_MISSING' }];
  if (!isDate(date)) return [{ field, code: 'ERR_APPLICATION_LETTER_DATE_FORM' }];
  return date > today ? [{ field, code: 'ERR_APPLICATION_LETTER_DATE_FUTURE' }] : [];
}

function faultsOfOrder({ senderDate, ownDate }: TypedLetter): readonly FieldProblem[] {
  if (!isDate(senderDate) || !isDate(ownDate) || senderDate <= ownDate) return [];
  return [{ field: 'ownDate', code: 'ERR_APPLICATION_LETTER_DATE_ORDER' }];
}

/** A document number as it is kept: one line, single blanks. */
export function foldNumber(typed: string): string {
  return typed
    .normalize('NFC')
    .replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
    .trim();
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00.000Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}
