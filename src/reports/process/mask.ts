import type { Column } from '../schema/column.js';

/** A cell as it may be shown in a report: shortened, masked in personal columns and wherever an ID number stands. */
export function showCell(text: string, column: Column | undefined): string {
  const short = text.length > 60 ? `${text.slice(0, 59)}…` : text;
  return column?.personal === undefined
    ? short.replaceAll(idNumber, maskId)
    : maskers[column.personal](short);
}

/** Also in full width and with small letters, as people type it into the wrong column. */
const idNumber = /[A-Za-zＡ-Ｚａ-ｚ][A-Da-d1289Ａ-Ｄａ-ｄ１２８９][0-9０-９]{8}/g;

const maskers: Readonly<Record<'id' | 'name' | 'date', (text: string) => string>> = {
  id: maskId,
  /** 王○○ */
  name: (text) => text.replaceAll(/(?<=^.+)./gsu, '○'),
  /** The year, at most: 1986-**-** */
  date: (text) => text.slice(0, 4) + text.slice(4).replaceAll(/[\d０-９]/g, '*'),
};

/** A1******89 */
function maskId(text: string): string {
  if (text.length <= 4) return '*'.repeat(text.length);
  return text.slice(0, 2) + '*'.repeat(text.length - 4) + text.slice(-2);
}
