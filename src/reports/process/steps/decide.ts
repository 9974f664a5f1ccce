import type { FileStop, Outcome, Verdict } from '../types.js';
import type { Way } from '../way.js';

/** What is said about the file as a whole. */
export function decide(way: Way, stop: FileStop | null): Outcome {
  const { rows, good, header } = way;
  const order = new Map(header?.info.columns.map(({ key }, place) => [key, place]));
  const report = way.report.finish(order);
  return {
    verdict: verdictOf(stop, report.rowsWithErrors, report.warnings),
    format: way.format === 'zip' ? null : way.format,
    rows,
    good,
    images: way.imagesTaken,
    bad: report.rowsWithErrors,
    confirmable: way.confirmable,
    encoding: way.text?.encoding ?? null,
    header: header?.info ?? null,
    stop,
    report,
  };
}

function verdictOf(stop: FileStop | null, bad: number, warnings: number): Verdict {
  if (stop !== null) return 'stopped';
  if (bad > 0) return 'errors';
  return warnings > 0 ? 'warnings' : 'clean';
}
