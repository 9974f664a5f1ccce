import { Readable } from 'node:stream';
import { csvRow } from '../../csv/index.js';
import { documentsFrom } from '../../documents/index.js';
import type { DecodedContent } from '../process/content.js';
import type { ReportServices } from '../services.js';
import type { Submission } from '../submissions/submission.js';
import { type SubmissionRequest, submit } from '../submissions/submit.js';
import { keyColumns } from './process-keys.js';

/**
 * Withdraws records: makes the file that names them and hands it in, so that it goes the way of every withdrawal.
 *
 * @param contents of the records, one at least, all of one kind
 */
export async function withdrawRecords(
  services: ReportServices,
  contents: readonly DecodedContent[],
  order: Omit<SubmissionRequest, 'kind' | 'file' | 'key'> & { readonly fileName: string },
): Promise<Submission> {
  const kind = contents[0]?.kind;
  if (kind === undefined) throw new TypeError('There is no record to withdraw.');
  const columns = keyColumns(kind);
  const rows = contents.map(({ values }) => columns.map(({ key }) => values[key] ?? ''));
  const lines = [columns.map(({ key }) => key), ...rows];
  const bytes = Buffer.from(lines.map(csvRow).join(''));
  const documents = documentsFrom(services.documents, order.by);
  const document = await documents.write(Readable.from([bytes], { objectMode: false }), {
    purpose: 'submission',
    limitBytes: bytes.length,
  });
  return submit(services, { ...order, kind, key: null, file: { name: order.fileName, document } });
}
