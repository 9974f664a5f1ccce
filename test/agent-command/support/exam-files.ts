import { taipeiDate } from '../../../src/clock.js';
import { generateSample } from '../../../src/reports/sample/generate.js';

/** A file of made-up exams of the last sixty days, with so many things to mend. */
export function examFile(seed: number, { errors = 0, rows = 20 } = {}): Buffer {
  const { chunks } = generateSample({ kind: 'general', rows, seed, errors, today: taipeiDate(new Date()) });
  return Buffer.concat([...chunks]);
}

/** One with an unusual height in it, which the reporter has to confirm. */
export function examFileWithWarning(seed: number): Buffer {
  const [header = '', ...rows] = examFile(seed).toString().split('\r\n');
  const columns = header.split(',');
  // A row without quotes is its cells with commas between.
  const at = rows.findIndex((row) => row.split(',').length === columns.length && !row.includes('"'));
  const cells = rows[at]?.split(',') ?? [];
  cells[columns.indexOf('身高')] = '211.0';
  rows[at] = cells.join(',');
  return Buffer.from([header, ...rows].join('\r\n'));
}
