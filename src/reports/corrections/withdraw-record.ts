import { Readable } from 'node:stream';
import { csvRow } from '../../csv/index.js';
import type { DecodedContent } from '../process/content.js';
import type { ReportServices } from '../services.js';
import type { Submission } from '../submissions/submission.js';
import { type SubmissionRequest, submit } from '../submissions/submit.js';
import { keyColumns } from './process-keys.js';

/**
 * Withdraws one record: makes the file that names it and hands it in, so that it goes the way of every withdrawal.
 *
 * @param content of the record
 */
export async function withdrawRecord(
  services: ReportServices,
  { kind, values }: DecodedContent,
  order: Omit<SubmissionRequest, 'kind' | 'file' | 'key'> & { readonly fileName: string },
): Promise<Submission> {
  const columns = keyColumns(kind);
  const lines = [columns.map(({ key }) => key), columns.map(({ key }) => values[key] ?? '')];
  const bytes = Buffer.from(lines.map(csvRow).join(''));
  const document = await services.documents.write(Readable.from([bytes], { objectMode: false }), {
    purpose: 'submission',
    limitBytes: bytes.length,
  });
  return submit(services, { ...order, kind, key: null, file: { name: order.fileName, document } });
}
