import { ContentWriter } from '../../../src/reports/process/content-writer.js';
import { GoodRows } from '../../../src/reports/process/good-rows.js';

/** A good row as tests say it. */
export interface RowToKeep {
  readonly row: number;
  readonly worker: string;
  readonly employer: string;
  readonly hazard: string | null;
  readonly level: number;
  readonly examDay: number;
  readonly birthDay?: number;
  readonly isPeriodic?: boolean;
  readonly isWarned?: boolean;
}

/** Rows in the columns of a chunk; the content of each is its worker, employer and hazard side by side. */
export function keepRows(rows: readonly RowToKeep[]): GoodRows {
  const writer = new ContentWriter();
  const kept = new GoodRows(Math.max(1, rows.length));
  for (const { row, worker, employer, hazard, level, examDay, ...facts } of rows) {
    const start = writer.at;
    writer.begin(1, 40);
    const workerAt = writer.at;
    writer.write(worker);
    const employerAt = writer.at;
    writer.write(employer);
    const hazardAt = hazard === null ? -1 : writer.at;
    if (hazard !== null) writer.write(hazard);
    const { birthDay = 0, isPeriodic = false, isWarned = false } = facts;
    const places = { start, end: writer.at, workerAt, employerAt, hazardAt };
    kept.keep({ row, ...places, level, examDay, birthDay, isPeriodic, isWarned });
  }
  kept.bytes = writer.bytes;
  return kept;
}
