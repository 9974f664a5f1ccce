import { FindingSink } from './finding-sink.js';
import { RowJudge } from './judge-row.js';
import type { FileHeader, Way } from './way.js';

/** What the chunks of a file share: who judges its rows, and where their columns are. */
export interface ChunkDesk {
  readonly judge: RowJudge;
  /** Holds what was found in the rows of the chunk that is open. */
  readonly sink: FindingSink;
  /** Columns of the layout. */
  readonly at: Readonly<Record<'worker' | 'employer' | 'exam' | 'birth' | 'timing' | 'image', number>>;
  /** The value that a periodic exam has for its timing. */
  readonly periodic: number;
  readonly headerRow: number;
  /** The cell that stands for the column in which a name is missing. */
  readonly imageHeader: string | undefined;
  /** Where exams for hazard operations have theirs. */
  readonly graded: { readonly hazard: number; readonly level: number } | null;
}

/** Made once for a file, when its header is known. */
export function chunkDeskOf(
  { layout, file, limits, survey }: Way,
  { columns, texts }: FileHeader,
): ChunkDesk {
  const sink = new FindingSink(layout, columns, file.strict);
  // No row of an exam with worker and date is shorter than 64 bytes.
  const mostRows = Math.min(limits.rows, Math.ceil((survey?.size ?? Number.POSITIVE_INFINITY) / 64));
  const judge = new RowJudge({ ...file, layout, columns, header: texts, mostRows }, sink);
  const { at, code } = judge.look;
  return {
    judge,
    sink,
    at: {
      worker: at('worker_id'),
      employer: at('employer_ubn'),
      exam: at('exam_date'),
      birth: at('birth_date'),
      timing: at('exam_timing'),
      image: judge.imageAt,
    },
    periodic: code('exam_timing', '2'),
    headerRow: columns.hasLetters ? 1 : 0,
    imageHeader: layout.columns[judge.imageAt]?.name,
    graded: layout.kind === 'special' ? { hazard: at('hazard_code'), level: at('management_level') } : null,
  };
}
