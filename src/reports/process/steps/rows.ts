import { FileStopped } from '../../formats/file-stopped.js';
import type { RecordBatch } from '../../formats/record-batch.js';
import { Chunk } from '../chunk.js';
import type { Finding } from '../types.js';
import { learned, type Way } from '../way.js';
import { findDuplicates } from './duplicates.js';
import { takeImages, tellImagesLeft } from './images.js';

/** Judges every row by itself and, chunk by chunk, against the other rows and what is on record; hands over the good. */
export async function rows(way: Way): Promise<void> {
  const records = learned(way.records, 'header');
  const chunk = new Chunk(way, learned(way.header, 'header'));
  await judgeBatch(way, chunk, records.first, 1);
  for (let next = await records.batches.next(); next.done !== true; next = await records.batches.next()) {
    await judgeBatch(way, chunk, next.value, 0);
  }
  await handOver(way, chunk);
  tellImagesLeft(way, chunk);
  await report(way, chunk);
  if (way.rows === chunk.exampleRows) throw new FileStopped('RPT_FILE_NO_ROWS');
}

async function judgeBatch(way: Way, chunk: Chunk, batch: RecordBatch, from: number): Promise<void> {
  const { limits } = way;
  for (let index = from; index < batch.rows; index += 1) {
    if (!chunk.judge(batch, index)) continue;
    way.rows += 1;
    if (way.rows > limits.rows) throw new FileStopped('RPT_FILE_TOO_MANY_ROWS', { limit: limits.rows });
    if (chunk.judged >= limits.chunkRows) await handOver(way, chunk);
  }
  way.file.onProgress?.({ bytes: way.bytesRead, rows: way.rows });
}

/** What is done with each chunk of judged rows, in this order. */
async function handOver(way: Way, chunk: Chunk): Promise<void> {
  await findDuplicates(way, chunk);
  await takeImages(way, chunk);
  await report(way, chunk);
  await deliver(way, chunk);
  chunk.clear();
}

async function report(way: Way, chunk: Chunk): Promise<void> {
  const findings = chunk.findings();
  for (const finding of findings) way.report.add(finding);
  way.report.rowsWithErrors += chunk.bad;
  way.report.rowsWithWarningsOnly += chunk.warned;
  way.confirmable += countConfirmable(findings);
  if (findings.length > 0) await way.file.onFindings?.(findings);
}

/** All findings of a row are in one chunk. */
function countConfirmable(findings: readonly Finding[]): number {
  const bad = new Set(findings.filter(({ severity }) => severity === 'error').map(({ row }) => row));
  return findings.filter(({ row }) => !bad.has(row)).length;
}

async function deliver(way: Way, chunk: Chunk): Promise<void> {
  const records = chunk.goodRecords();
  way.good += records.length;
  if (records.length === 0) return;
  await way.file.onChunk({ records, badSoFar: way.report.rowsWithErrors });
}
