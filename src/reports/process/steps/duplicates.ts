import { dayOf } from '../../rules/calendar.js';
import { isLongerThan, passedInterval } from '../../rules/interval.js';
import type { ExamKind } from '../../schema/kinds.js';
import type { Chunk } from '../chunk.js';
import type { Way } from '../way.js';

/**
 * Compares the chunk's good rows with what is on record, in one query. (Rows of the same file were compared when they
 * were judged.)
 */
export async function findDuplicates(way: Way, chunk: Chunk): Promise<void> {
  const { findKnown } = way.file;
  if (findKnown === undefined || chunk.good.length === 0) return;
  const known = await findKnown(chunk.good);
  for (const { index, duplicateOf, previousExamDate, fault } of known) {
    if (fault !== undefined) chunk.addLate(index, fault.code, fault.params);
    else if (duplicateOf !== null) {
      chunk.addLate(index, 'RPT_DUPLICATE_OF_ACCEPTED', { submission: duplicateOf });
    } else if (previousExamDate !== null) {
      judgeInterval(chunk, index, way.file.kind, previousExamDate);
    }
  }
}

/** Only periodic exams are due at intervals; a worker without an earlier exam on record cannot be judged. */
function judgeInterval(chunk: Chunk, index: number, kind: ExamKind, previous: string): void {
  const { good } = chunk;
  if (!good.isPeriodic(index)) return;
  const examDay = good.examDays[index] as number;
  if (kind === 'special') {
    if (isLongerThan(dayOf(previous), examDay, 1)) {
      chunk.addLate(index, 'RPT_SPECIAL_INTERVAL_PASSED', { previous });
    }
    return;
  }
  const years = passedInterval(good.birthDays[index] as number, dayOf(previous), examDay);
  if (years !== undefined) chunk.addLate(index, 'RPT_INTERVAL_PASSED', { previous, years });
}
