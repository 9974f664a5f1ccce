import type { IdentifierColumn } from '../../schema/column.js';
import { cleanCell, foldWidth, joinBlanks } from './clean.js';
import { isEmployerUbn } from './employer-ubn.js';
import { type CellNote, type CellReading, value, wrong } from './reading.js';
import { countCharacters } from './text.js';
import { judgeWorkerId } from './worker-id.js';

/** What identifiers are compared with. */
export interface IdentifierContext {
  /** The institution that reports. */
  readonly institutionCode: string;
}

/** A number that somebody gave out: half width, upper case, checked by the rules of who gave it. */
export function readIdentifier(
  raw: string,
  column: IdentifierColumn,
  context: IdentifierContext,
): CellReading<string> {
  const clean = cleanCell(raw);
  if (clean.is !== 'clean') return clean;
  if (clean.text === '') return { is: 'empty', notes: clean.notes };
  const folded = foldWidth(clean.text);
  const joined = joinBlanks(folded);
  const text = joined.text.toUpperCase();
  if (scientific.test(text)) return wrong('RPT_SCIENTIFIC');
  const fault = checks[column.scheme](text, context);
  if (fault !== undefined) return fault;
  const length = countCharacters(text);
  if (length > column.maxLength) return wrong('RPT_TOO_LONG', { length, limit: column.maxLength });
  // Licences are written with and without blanks.
  const notes: CellNote[] = [...clean.notes, ...(column.scheme === 'licence' ? [] : joined.notes)];
  // Without a check digit nobody else notices a letter that was read wrongly.
  const isUnchecked = column.scheme === 'labour-insurance' || column.scheme === 'licence';
  if (isUnchecked && folded !== clean.text) notes.push({ code: 'RPT_FULL_WIDTH', params: { read: text } });
  return value(text, text, notes);
}

type Check = (text: string, context: IdentifierContext) => CellReading<never> | undefined;

const checks: Readonly<Record<IdentifierColumn['scheme'], Check>> = {
  institution: (text, { institutionCode }) => {
    if (text === institutionCode) return undefined;
    const isShort = /^\d+$/.test(text) && text.padStart(10, '0') === institutionCode;
    return isShort ? zeroLost(10, text) : wrong('RPT_INSTITUTION_OTHER', { expected: institutionCode });
  },
  employer: (text) => {
    if (/^\d{5,7}$/.test(text)) return zeroLost(8, text);
    if (!/^\d{8}$/.test(text)) return wrong('RPT_EMPLOYER_UBN_FORM');
    return isEmployerUbn(Buffer.from(text, 'latin1'), 0) ? undefined : wrong('RPT_EMPLOYER_UBN_CHECK');
  },
  worker: (text) => {
    // Characters beyond Latin-1 must not be cut down to other ones.
    const judged = /^[\x21-\x7e]{10}$/.test(text) ? judgeWorkerId(Buffer.from(text, 'latin1'), 0) : 'form';
    if (judged === 'good') return undefined;
    return wrong(judged === 'form' ? 'RPT_WORKER_ID_FORM' : 'RPT_WORKER_ID_CHECK');
  },
  'labour-insurance': (text) => {
    if (/^\d{6,7}$/.test(text)) return zeroLost(8, text);
    return /^\d{8}[\dA-Z]?$/.test(text) ? undefined : wrong('RPT_LABOUR_INSURANCE_FORM');
  },
  licence: (text) => (/[\d〇零一二三四五六七八九]/.test(text) ? undefined : wrong('RPT_LICENCE_FORM')),
};

const scientific = /^\d(\.\d+)?E\+?\d+$/;

function zeroLost(digits: number, text: string): CellReading<never> {
  return wrong('RPT_LEADING_ZERO_LOST', { digits, found: text.length });
}
