import { escapeText } from './cell-xml.js';

/** What people may write into a column below its head. */
export interface Entry {
  /** `refused`: anything else cannot be entered; `asked`: the program asks whether it is meant. */
  readonly otherwise: 'refused' | 'asked';
  /** What is said then; at most 255 characters. */
  readonly sentence: string;
  readonly allowed: Allowed;
}

/** Anything; one of the cells of a column of another sheet; a number of a range. */
export type Allowed =
  | { readonly is: 'anything' }
  | {
      readonly is: 'listed';
      /** The name of the sheet's tab. */
      readonly sheet: string;
      /** `C` */
      readonly letters: string;
      readonly firstRow: number;
      readonly lastRow: number;
    }
  | { readonly is: 'between'; readonly least: number; readonly most: number };

/**
 * What of a sheet's columns may be entered (ECMA-376 part 1, 18.3.1.33 dataValidations), to stand after its rows.
 *
 * @param letters of the columns
 */
export function entriesXml(entries: readonly (Entry | undefined)[], letters: readonly string[]): string {
  const checks = entries.flatMap((entry, index) =>
    entry === undefined || entry.allowed.is === 'anything' ? [] : [checkXml(entry, letters[index] ?? '')],
  );
  if (checks.length === 0) return '';
  return `<dataValidations count="${checks.length}">${checks.join('')}</dataValidations>`;
}

function checkXml({ otherwise, sentence, allowed }: Entry, letters: string): string {
  const { type, formulas } = conditionOf(allowed);
  const style = otherwise === 'asked' ? ' errorStyle="warning"' : '';
  const said = escapeText(sentence.slice(0, longestSentence));
  return [
    `<dataValidation type="${type}"${style} allowBlank="1" showErrorMessage="1"`,
    ` error="${said}" sqref="${letters}2:${letters}${lastRow}">${formulas}</dataValidation>`,
  ].join('');
}

function conditionOf(allowed: Allowed): { readonly type: string; readonly formulas: string } {
  switch (allowed.is) {
    case 'anything':
      throw new TypeError('Anything needs no check.');
    case 'listed': {
      const { sheet, letters, firstRow, lastRow: last } = allowed;
      const cells = `'${sheet}'!$${letters}$${firstRow}:$${letters}$${last}`;
      return { type: 'list', formulas: `<formula1>${escapeText(cells)}</formula1>` };
    }
    case 'between':
      return {
        type: 'decimal',
        formulas: `<formula1>${allowed.least}</formula1><formula2>${allowed.most}</formula2>`,
      };
  }
}

/** Longer ones make Excel refuse the file. */
const longestSentence = 255;

/** Of a sheet. */
const lastRow = 1_048_576;
