import { FileStopped } from '../formats/file-stopped.js';
import { decide } from './steps/decide.js';
import { decode } from './steps/decode.js';
import { header } from './steps/header.js';
import { identify } from './steps/identify.js';
import { rows } from './steps/rows.js';
import { unpack } from './steps/unpack.js';
import type { FileStop, FileToProcess, Outcome } from './types.js';
import { beginWay, type Way } from './way.js';

/** The way of a file from its bytes to judged rows; before it the file is received, after it its rows are stored. */
export const fileSteps: readonly ((way: Way) => Promise<void>)[] = [identify, unpack, decode, header, rows];

/** Goes the way up to the rows, for somebody who reads them for another reason than to judge them. @throws FileStopped */
export async function openFile(file: FileToProcess): Promise<Way> {
  const way = beginWay(file);
  for (const step of fileSteps.slice(0, fileSteps.indexOf(rows))) await step(way);
  return way;
}

/**
 * Judges a file: reads it in pieces of bounded size, hands over the rows that can be accepted and answers what was found.
 * What is wrong with the file is never thrown, it is in the outcome; what `open`, `onChunk`, `onImage`, `findKnown` or
 * `onFindings` throw is passed on. Meant for a worker thread: between two chunks it does not yield.
 */
export async function processFile(file: FileToProcess): Promise<Outcome> {
  const way = beginWay(file);
  return decide(way, await goThrough(way));
}

async function goThrough(way: Way): Promise<FileStop | null> {
  try {
    for (const step of fileSteps) await step(way);
    return null;
  } catch (error) {
    if (error instanceof FileStopped) return { code: error.code, params: error.params };
    throw error;
  } finally {
    await way.records?.batches.return?.();
  }
}
