import { taipeiDate } from '../../clock.js';
import { Problem } from '../../problems/index.js';
import { readFindings } from '../findings/finding-list.js';
import { mappingOf } from '../mappings/mapping-store.js';
import type { FileToProcess } from '../process/types.js';
import type { ReportServices } from '../services.js';
import type { Submission } from '../submissions/submission.js';
import type { KnownRows } from './judged-rows.js';
import { readStoredRows } from './stored-rows.js';

/** An uploaded file and what is known of its rows; may be read more than once. */
export interface RefusedSource {
  readonly file: FileToProcess;
  /** From the first row on, each time. */
  known(): KnownRows;
}

/**
 * Opens the file of a submission of which rows were refused and the others accepted.
 *
 * @throws Problem ERR_REFUSED_ROWS_NONE
 */
export async function openRefused(
  { db, documents, clock }: Pick<ReportServices, 'db' | 'documents' | 'clock'>,
  submission: Submission,
  institutionCode: string,
): Promise<RefusedSource> {
  const { id, kind, file } = submission;
  const { documentId, findingsDocumentId } = file;
  if (!hasRefusedRows(submission) || documentId === null || findingsDocumentId === null) {
    throw new Problem('ERR_REFUSED_ROWS_NONE');
  }
  return {
    file: {
      kind,
      institutionCode,
      today: taipeiDate(clock()),
      limits: { windowBytes: 64 * 1024 },
      mapping: await mappingOf(db, id),
      open: () => documents.read(documentId),
      readRange: (start, end) => documents.readRange(documentId, start, end),
      onChunk: () => Promise.resolve(),
    },
    known: () => ({
      stored: readStoredRows(db, id),
      findings: readFindings(documents.read(findingsDocumentId)),
    }),
  };
}

/** Whether rows were accepted without others. */
export function hasRefusedRows({ state, counts }: Submission): boolean {
  return state === 'accepted' && (counts?.rowsWithErrors ?? 0) > 0;
}
