/** One CSV row (RFC 4180) with its CRLF; cells are quoted where they must be. */
export function csvRow(cells: readonly string[]): string {
  const plain = cells.join(',');
  // One test for the row first: hardly any cell has to be quoted, and no row has more commas than cells without reason.
  return mustBeSeen.test(plain) || commas(plain) >= cells.length
    ? `${cells.map(csvCell).join(',')}\r\n`
    : `${plain}\r\n`;
}

/**
 * A cell for a file that a spreadsheet may open: what would be taken for a formula gets an apostrophe before it.
 *
 * OWASP, CSV Injection: leading `=`, `+`, `-`, `@`, tab and carriage return, also in full width.
 */
export function neutraliseCell(cell: string): string {
  return /^[=+\-@\t\r\n＝＋－＠]/u.test(cell) ? `'${cell}` : cell;
}

/** What a CSV file begins with, so that a spreadsheet reads it as UTF-8. */
export const byteOrderMark = '\uFEFF';

function csvCell(cell: string): string {
  return mustBeQuoted.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

function commas(text: string): number {
  let count = 0;
  for (let at = text.indexOf(','); at >= 0; at = text.indexOf(',', at + 1)) count += 1;
  return count;
}

const mustBeQuoted = /[",\r\n]/;
const mustBeSeen = /["\r\n]/;
