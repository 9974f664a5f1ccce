import type { Encoding } from '../../process/types.js';
import { FileStopped } from '../file-stopped.js';
import type { Survey } from '../survey.js';
import { lineEndBefore } from './boundaries.js';
import { lineAtByte } from './line-at-byte.js';

/** The file's text as UTF-8 without byte order mark, and what it was encoded in. */
export interface DecodedText {
  readonly encoding: Encoding;
  readonly text: AsyncIterable<Buffer>;
}

/**
 * Decides the encoding for the whole file: byte order mark, else UTF-8 if all of it is UTF-8, else Big5. No byte is
 * dropped or replaced.
 *
 * @throws FileStopped `RPT_FILE_ENCODING` here or while the text is read, naming the line that could not be read
 */
export async function decodeText(open: () => AsyncIterable<Buffer>, survey: Survey): Promise<DecodedText> {
  if (survey.notUtf8At === null) {
    return survey.hasBom
      ? { encoding: 'utf-8-bom', text: withoutBom(open()) }
      : { encoding: 'utf-8', text: open() };
  }
  if (survey.hasBom) throw await unreadable(open, survey.notUtf8At);
  return { encoding: 'big5', text: fromBig5(open, survey.notUtf8At) };
}

async function* withoutBom(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let toSkip = 3;
  for await (const chunk of source) {
    const skipped = Math.min(toSkip, chunk.length);
    toSkip -= skipped;
    yield chunk.subarray(skipped);
  }
}

/** Decodes whole lines, so that each piece stands for itself and a failure can be placed. */
async function* fromBig5(open: () => AsyncIterable<Buffer>, notUtf8At: number): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  let restAt = 0;
  for await (const chunk of open()) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const end = lineEndBefore(bytes, bytes.length);
    if (bytes.length - end > longestLine) {
      throw new FileStopped('RPT_FILE_RECORD_TOO_LONG', {
        row: await lineAtByte(open, restAt),
        limit: longestLine,
      });
    }
    yield await decodeLines(open, bytes.subarray(0, end), restAt, notUtf8At);
    rest = Buffer.from(bytes.subarray(end));
    restAt += end;
  }
  yield await decodeLines(open, rest, restAt, notUtf8At);
}

const longestLine = 1024 * 1024;

async function decodeLines(
  open: () => AsyncIterable<Buffer>,
  bytes: Buffer,
  at: number,
  notUtf8At: number,
): Promise<Buffer> {
  try {
    return Buffer.from(decodeBig5(bytes), 'utf8');
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    // Of a file that is partly UTF-8 and partly Big5, the later failure shows where the strange part stands.
    throw await unreadable(open, Math.max(notUtf8At, at + firstBadLine(bytes)));
  }
}

/**
 * Strict Big5 as Node's ICU decodes it: Microsoft's code page 950 with user-defined characters (造字) in the private use
 * area, where the rules report them at their cell.
 *
 * @throws TypeError when a byte sequence is no Big5
 */
export function decodeBig5(bytes: Uint8Array): string {
  return new TextDecoder('big5', { fatal: true }).decode(bytes);
}

function firstBadLine(bytes: Buffer): number {
  let from = 0;
  while (from < bytes.length) {
    const next = bytes.indexOf(0x0a, from);
    const to = next < 0 ? bytes.length : next + 1;
    try {
      decodeBig5(bytes.subarray(from, to));
    } catch (error) {
      if (error instanceof TypeError) return from;
      throw error;
    }
    from = to;
  }
  return from;
}

async function unreadable(open: () => AsyncIterable<Buffer>, at: number): Promise<FileStopped> {
  return new FileStopped('RPT_FILE_ENCODING', { row: await lineAtByte(open, at) });
}
