import type { CellReading, IdentifierContext } from '../rules/cells/index.js';
import { readCell } from '../rules/cells/index.js';
import type { Column, IdentifierColumn } from '../schema/column.js';
import type { ContentWriter } from './content-writer.js';
import type { QuickCells } from './quick-cells.js';
import { QuickCodes } from './quick-codes.js';

/** Reads one cell of a column that is not empty and writes it to the record; false when it must be read the long way. */
export type QuickJudge = (cells: QuickCells, start: number, end: number) => boolean;

/** The quick way for a column, made once per file. */
export function quickJudgeOf(column: Column, writer: ContentWriter, context: IdentifierContext): QuickJudge {
  switch (column.type) {
    case 'number': {
      const { decimals, softMin, softMax } = column;
      const limits = { decimals, softMin, softMax };
      return (cells, start, end) => cells.number(start, end, limits);
    }
    case 'date':
      return (cells, start, end) => cells.date(start, end);
    case 'text': {
      const { maxLength } = column;
      if (column.isName !== true) return (cells, start, end) => cells.text(start, end, maxLength);
      return (cells, start, end) => !cells.hasQuestionMark(start, end) && cells.text(start, end, maxLength);
    }
    case 'image':
      return () => false;
    case 'identifier':
      return identifierJudge(column, context);
    case 'code': {
      const codes = new QuickCodes(column);
      return (cells, start, end) => {
        const index = codes.find(cells.bytes, start, end);
        if (index < 0) return false;
        const code = codes.codes[index] as Buffer;
        for (let i = 0; i < code.length; i += 1) writer.bytes[writer.at++] = code[i] as number;
        cells.value = index;
        return true;
      };
    }
  }
}

/** The long way: by the definition of `readCell`. */
export type LongJudge = (raw: string) => CellReading<number>;

/** As `readCell`, its value in the form in which `RowValues` keeps it. */
export function longJudgeOf(column: Column, context: IdentifierContext): LongJudge {
  const codes = column.type === 'code' ? Object.keys(column.codes) : [];
  return (raw) => {
    const read = readCell(raw, column, context);
    if (read.is !== 'value') return read;
    return {
      ...read,
      value: typeof read.value === 'number' ? read.value : placeOf(column, codes, read.text),
    };
  };
}

function placeOf(column: Column, codes: readonly string[], text: string): number {
  if (column.type === 'code') return codes.indexOf(text);
  const isWorker = column.type === 'identifier' && column.scheme === 'worker';
  // As in QuickCells.workerId: the place of the sex among the codes of 性別.
  return isWorker ? (/^.[18AC]/.test(text) ? 0 : 1) : Number.NaN;
}

function identifierJudge(
  { maxLength, scheme }: IdentifierColumn,
  { institutionCode }: IdentifierContext,
): QuickJudge {
  const expected = Buffer.from(institutionCode);
  const judges: Readonly<Record<IdentifierColumn['scheme'], QuickJudge>> = {
    institution: (cells, start, end) => cells.institution(start, end, expected),
    employer: (cells, start, end) => cells.employerUbn(start, end),
    worker: (cells, start, end) => cells.workerId(start, end),
    'labour-insurance': (cells, start, end) => cells.labourInsurance(start, end),
    licence: (cells, start, end) => cells.licence(start, end, maxLength),
  };
  return judges[scheme];
}
