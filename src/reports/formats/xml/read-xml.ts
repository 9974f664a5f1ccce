import { isUtf8 } from 'node:buffer';
import { wholeCharacters } from '../encoding/boundaries.js';
import { XmlFault, type XmlScanner } from './scan-xml.js';

/**
 * Feeds a document to a scanner piece by piece; what it has made of each piece can be taken between two of them.
 *
 * @param mostBytes of one tag or text
 * @throws XmlFault also for text that is no UTF-8
 */
export async function* readXml(
  source: AsyncIterable<Buffer>,
  scanner: XmlScanner,
  mostBytes: number,
): AsyncGenerator<void> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const piece of inLargerPieces(source)) {
    // What is left over begins with a tag or a text, and so with a whole character.
    const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    const whole = wholeCharacters(bytes);
    if (!isUtf8(bytes.subarray(0, whole))) throw new XmlFault('broken');
    rest = bytes.subarray(scanner.scan(bytes, whole, false));
    if (rest.length > mostBytes) throw new XmlFault('broken');
    yield;
  }
  if (!isUtf8(rest)) throw new XmlFault('broken');
  scanner.scan(rest, rest.length, true);
  yield;
}

/** Unpacking gives small pieces, and each costs a turn. */
async function* inLargerPieces(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of source) {
    pieces.push(piece);
    length += piece.length;
    if (length < pieceBytes) continue;
    yield pieces.length === 1 ? piece : Buffer.concat(pieces);
    pieces = [];
    length = 0;
  }
  if (length > 0) yield Buffer.concat(pieces);
}

const pieceBytes = 128 * 1024;

/** Reads a whole document whose content is kept by the listener. */
export async function readWholeXml(
  source: AsyncIterable<Buffer>,
  scanner: XmlScanner,
  mostBytes: number,
): Promise<void> {
  for await (const _ of readXml(source, scanner, mostBytes));
}
