import { isUtf8 } from 'node:buffer';
import { lineEndBefore, wholeCharacters } from './encoding/boundaries.js';

/** What one reading of the whole file tells about it before its rows are read. */
export interface Survey {
  readonly size: number;
  /** The first bytes, 64 KiB at most. */
  readonly head: Buffer;
  /** Begins with the UTF-8 byte order mark. */
  readonly hasBom: boolean;
  /** Position of a byte near the first that is no UTF-8, or null when the whole file is UTF-8. */
  readonly notUtf8At: number | null;
  /** Holds the stream in which Office keeps a workbook that is encrypted with a password ([MS-OFFCRYPTO] 2.3.4.4). */
  readonly hasEncryptedPackage: boolean;
}

/**
 * Reads the whole file once, holding little more than a chunk: whether its text is UTF-8 can only be said of all of it.
 */
export async function surveyFile(source: AsyncIterable<Buffer>): Promise<Survey> {
  const heads: Buffer[] = [];
  let headLength = 0;
  let size = 0;
  let rest: Buffer = Buffer.alloc(0);
  let restAt = 0;
  let notUtf8At: number | null = null;
  let hasEncryptedPackage = false;
  let isOle = false;
  for await (const chunk of source) {
    if (headLength < headBytes) {
      heads.push(Buffer.from(chunk.subarray(0, headBytes - headLength)));
      headLength += heads.at(-1)?.length ?? 0;
      isOle ||= startsAsOle(heads);
    }
    size += chunk.length;
    if (notUtf8At !== null && !isOle) continue;
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const whole = isOle ? Math.max(0, bytes.length - encryptedPackage.length) : wholeCharacters(bytes);
    if (isOle) hasEncryptedPackage ||= bytes.includes(encryptedPackage);
    if (notUtf8At === null && !isUtf8(bytes.subarray(0, whole)))
      notUtf8At = restAt + firstBadLine(bytes, whole);
    rest = Buffer.from(bytes.subarray(whole));
    restAt += whole;
  }
  if (notUtf8At === null && !isUtf8(rest)) notUtf8At = restAt;
  const head = Buffer.concat(heads);
  const hasBom = head.subarray(0, 3).equals(utf8Bom);
  return { size, head, hasBom, notUtf8At, hasEncryptedPackage };
}

const headBytes = 64 * 1024;
const utf8Bom = Buffer.from([0xef, 0xbb, 0xbf]);
const oleSignature = Buffer.from('d0cf11e0a1b11ae1', 'hex');
const encryptedPackage = Buffer.from('EncryptedPackage', 'utf16le');

function startsAsOle(heads: readonly Buffer[]): boolean {
  return Buffer.concat(heads).subarray(0, 8).equals(oleSignature);
}

/** The position of the first line (up to `length`) that is no UTF-8. */
function firstBadLine(bytes: Buffer, length: number): number {
  let from = 0;
  while (from < length) {
    const next = bytes.indexOf(0x0a, from);
    const to = next < 0 || next >= length ? length : next + 1;
    if (!isUtf8(bytes.subarray(from, to))) return from;
    from = to;
  }
  return lineEndBefore(bytes, length);
}
