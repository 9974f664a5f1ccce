import { taipeiDate, toStoredTime } from '../../clock.js';
import type { Database } from '../../database/index.js';
import type { SubmissionState } from '../submissions/states.js';
import { type LateFigure, loadLate } from './load-late.js';

/** Whose figures, of what years. */
export interface FiguresOf {
  /** Null for all institutions. */
  readonly institutionId: number | null;
  /** Years of the exam, both included. */
  readonly from: number;
  readonly to: number;
  /** The year in Taiwan in which submissions came in or were refused. */
  readonly year: number;
}

/** What the database counted. */
export interface Figures {
  /** Records of special exams that count now, by level; 0 for a record without one. */
  readonly levels: readonly LevelFigure[];
  /** Records as first reported, without those that were withdrawn. */
  readonly late: readonly LateFigure[];
  readonly received: readonly ReceivedFigure[];
  readonly refusals: readonly RefusalFigure[];
}

export interface LevelFigure {
  readonly year: number;
  readonly hazard: string;
  readonly level: number;
  readonly records: number;
}

export interface ReceivedFigure {
  /** `yyyy-mm` in Taiwan. */
  readonly month: string;
  readonly state: SubmissionState;
  readonly submissions: number;
  readonly rows: number;
}

export interface RefusalFigure {
  readonly code: string;
  readonly submissions: number;
  /** Cells and rows; null for a code that refuses a file as a whole. */
  readonly places: number | null;
}

/**
 * Loads the figures, each by one set query over what `countSubmissions` counted; the number of records does not matter.
 */
export async function loadFigures(db: Database, of: FiguresOf): Promise<Figures> {
  return {
    levels: subtract(await countedLevels(db, of), await replacedLevels(db, of)),
    late: await loadLate(db, of),
    received: await loadReceived(db, of),
    refusals: [...(await loadStops(db, of)), ...(await loadErrors(db, of))],
  };
}

interface LevelRow {
  readonly exam_year: string;
  readonly hazard_code: string;
  readonly level: number;
  readonly records: number | string;
}

async function countedLevels(db: Database, of: FiguresOf): Promise<readonly LevelFigure[]> {
  const rows = await db('record_counts')
    .innerJoin('submissions', 'submissions.id', 'record_counts.submission_id')
    .where({ 'submissions.state': 'accepted', ...institutionOf(of) })
    .whereBetween('exam_month', [`${of.from}-01`, `${of.to}-12`])
    .where('hazard_code', '<>', '')
    .groupByRaw('SUBSTR(exam_month, 1, 4), hazard_code, level')
    .select<LevelRow[]>(
      db.raw('SUBSTR(exam_month, 1, 4) AS exam_year'),
      'hazard_code',
      'level',
      db.raw('SUM(records) AS records'),
    );
  return rows.map(toLevel);
}

/** Records that were corrected or withdrawn since: counted with their submissions, and taken off again. */
async function replacedLevels(db: Database, of: FiguresOf): Promise<readonly LevelFigure[]> {
  const rows = await db('record_replacements')
    .innerJoin('submissions', 'submissions.id', 'record_replacements.submission_id')
    .innerJoin('exam_records', (on) =>
      on
        .on('exam_records.submission_id', 'record_replacements.replaced_submission_id')
        .andOn('exam_records.row_no', 'record_replacements.replaced_row'),
    )
    .where({ 'submissions.state': 'accepted', ...institutionOf(of) })
    .whereBetween('exam_records.exam_date', [`${of.from}-01-01`, `${of.to}-12-31`])
    .whereNotNull('exam_records.hazard_code')
    .groupByRaw('SUBSTR(exam_date, 1, 4), hazard_code, level')
    .select<LevelRow[]>(
      db.raw('SUBSTR(exam_date, 1, 4) AS exam_year'),
      'hazard_code',
      db.raw('COALESCE(level, 0) AS level'),
      db.raw('COUNT(*) AS records'),
    );
  return rows.map(toLevel);
}

function toLevel({ exam_year, hazard_code, level, records }: LevelRow): LevelFigure {
  return { year: Number(exam_year), hazard: hazard_code, level: Number(level), records: Number(records) };
}

function subtract(all: readonly LevelFigure[], less: readonly LevelFigure[]): readonly LevelFigure[] {
  const nameOf = ({ year, hazard, level }: LevelFigure) => `${year} ${hazard} ${level}`;
  const replaced = new Map(less.map((figure) => [nameOf(figure), figure.records]));
  return all.map((figure) => ({ ...figure, records: figure.records - (replaced.get(nameOf(figure)) ?? 0) }));
}

interface ReceivedRow {
  /** `yyyy-mm-ddThh` in UTC, so that the month in Taiwan can be told. */
  readonly hour: string;
  readonly state: SubmissionState;
  readonly submissions: number | string;
  readonly row_count: number | string | null;
}

async function loadReceived(db: Database, of: FiguresOf): Promise<readonly ReceivedFigure[]> {
  const rows = await db('submissions')
    .where(institutionOf(of))
    .where('received_at', '>=', beginningOf(of.year))
    .where('received_at', '<', beginningOf(of.year + 1))
    .groupByRaw('SUBSTR(received_at, 1, 13), state')
    .select<ReceivedRow[]>(
      db.raw('SUBSTR(received_at, 1, 13) AS hour'),
      'state',
      db.raw('COUNT(*) AS submissions'),
      db.raw('SUM(good_count) AS row_count'),
    );
  return rows.map(({ hour, state, submissions, row_count }) => ({
    month: taipeiDate(new Date(`${hour}:00:00.000Z`)).slice(0, 7),
    state,
    submissions: Number(submissions),
    rows: Number(row_count ?? 0),
  }));
}

async function loadStops(db: Database, of: FiguresOf): Promise<readonly RefusalFigure[]> {
  const rows = await endedIn(db, of)
    .where('submissions.state', 'refused')
    .whereNotNull('stop_code')
    .groupBy('stop_code')
    .select<{ code: string; submissions: number | string }[]>(
      'stop_code as code',
      db.raw('COUNT(*) AS submissions'),
    );
  return rows.map(({ code, submissions }) => ({ code, submissions: Number(submissions), places: null }));
}

async function loadErrors(db: Database, of: FiguresOf): Promise<readonly RefusalFigure[]> {
  const rows = await endedIn(db, of)
    .innerJoin('refusal_counts', 'refusal_counts.submission_id', 'submissions.id')
    .groupBy('code')
    .select<{ code: string; submissions: number | string; places: number | string }[]>(
      'code',
      db.raw('COUNT(*) AS submissions'),
      db.raw('SUM(places) AS places'),
    );
  return rows.map(({ code, submissions, places }) => ({
    code,
    submissions: Number(submissions),
    places: Number(places),
  }));
}

function endedIn(db: Database, of: FiguresOf) {
  return db('submissions')
    .where(institutionOf(of))
    .where('ended_at', '>=', beginningOf(of.year))
    .where('ended_at', '<', beginningOf(of.year + 1));
}

function institutionOf({ institutionId }: FiguresOf): Readonly<Record<string, number>> {
  return institutionId === null ? {} : { 'submissions.institution_id': institutionId };
}

/** As times are stored. */
function beginningOf(year: number): string {
  return toStoredTime(new Date(`${year}-01-01T00:00:00+08:00`));
}
