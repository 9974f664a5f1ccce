import { FileStopped } from '../../formats/file-stopped.js';
import type { RecordBatch } from '../../formats/record-batch.js';
import { Chunk } from '../chunk.js';
import { type ChunkDesk, chunkDeskOf } from '../chunk-desk.js';
import type { Finding } from '../types.js';
import { learned, type Way } from '../way.js';
import { findDuplicates } from './duplicates.js';
import { takeImages, tellImagesLeft } from './images.js';

/**
 * Judges every row by itself and, chunk by chunk, against the other rows and what is on record; hands over the good. While
 * it is looked up what is on record about one chunk, the next is judged.
 */
export async function rows(way: Way): Promise<void> {
  const records = learned(way.records, 'header');
  const desk = chunkDeskOf(way, learned(way.header, 'header'));
  const belt = new Belt(way, desk);
  try {
    await judgeBatch(way, belt, records.first, 1);
    for (let next = await records.batches.next(); next.done !== true; next = await records.batches.next()) {
      await judgeBatch(way, belt, next.value, 0);
    }
    await belt.pass();
  } finally {
    // What went wrong with an earlier chunk is the thing to tell.
    await belt.end();
  }
  tellImagesLeft(way, belt.chunk);
  belt.chunk.close();
  await report(way, belt.chunk);
  if (way.rows === desk.judge.exampleRows) throw new FileStopped('RPT_FILE_NO_ROWS');
}

/** Two chunks that change places: one takes the rows that are judged, the other is handed over. */
class Belt {
  /** That takes the rows. */
  chunk: Chunk;
  readonly #way: Way;
  #other: Chunk;
  #handing: Promise<void> = Promise.resolve();

  constructor(way: Way, desk: ChunkDesk) {
    this.#way = way;
    this.chunk = new Chunk(desk, way.limits.chunkRows);
    this.#other = new Chunk(desk, way.limits.chunkRows);
    this.chunk.open();
  }

  /** Begins to hand the chunk over, once the one before is. */
  async pass(): Promise<void> {
    await this.#handing;
    const full = this.chunk;
    full.close();
    this.#handing = handOver(this.#way, full);
    // Waited for by whoever comes next; until then it is nobody's.
    this.#handing.catch(() => undefined);
    this.chunk = this.#other;
    this.#other = full;
    this.chunk.open();
  }

  /** Resolves when the chunk before is handed over. */
  async end(): Promise<void> {
    await this.#handing;
  }
}

async function judgeBatch(way: Way, belt: Belt, batch: RecordBatch, from: number): Promise<void> {
  const { limits } = way;
  for (let index = from; index < batch.rows; index += 1) {
    if (!belt.chunk.judge(batch, index)) continue;
    way.rows += 1;
    if (way.rows > limits.rows) throw new FileStopped('RPT_FILE_TOO_MANY_ROWS', { limit: limits.rows });
    if (belt.chunk.judged >= limits.chunkRows) await belt.pass();
  }
  way.file.onProgress?.({ bytes: way.bytesRead, rows: way.rows });
}

/** What is done with each chunk of judged rows, in this order. */
async function handOver(way: Way, chunk: Chunk): Promise<void> {
  await findDuplicates(way, chunk);
  await takeImages(way, chunk);
  await report(way, chunk);
  await deliver(way, chunk);
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
  const { good } = chunk;
  good.dropStruck();
  way.good += good.length;
  if (good.length === 0) return;
  await way.file.onChunk({ rows: good, badSoFar: way.report.rowsWithErrors });
}
