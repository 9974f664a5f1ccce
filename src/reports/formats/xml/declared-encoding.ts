import type { Encoding } from '../../process/types.js';
import { FileStopped } from '../file-stopped.js';

/**
 * An XML file says itself in what it is written (XML 1.0 4.3.3). One that says nothing is read as any text; one that names
 * what is not read here, or UTF-8 where it is none, is not guessed at.
 *
 * @param head the first bytes of the file
 * @param found what the text was found to be
 * @throws FileStopped `RPT_FILE_XML_ENCODING`
 */
export function requireDeclaredEncoding(head: Buffer, found: Encoding): void {
  const declared = pattern.exec(head.toString('latin1', 0, mostBytes))?.[1];
  if (declared === undefined) return;
  const names = declared.toLowerCase();
  if (utf8Names.has(names)) {
    if (found === 'big5') throw new FileStopped('RPT_FILE_XML_ENCODING', { declared, readable: 'yes' });
  } else if (!big5Names.has(names)) {
    throw new FileStopped('RPT_FILE_XML_ENCODING', { declared, readable: 'no' });
  }
}

const pattern = /^(?:\xef\xbb\xbf)?<\?xml\s[^>]*?\sencoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]{0,39})["']/;
const mostBytes = 200;

const utf8Names = new Set(['utf-8', 'utf8', 'us-ascii', 'ascii']);
const big5Names = new Set([
  'big5',
  'big5-hkscs',
  'big5-eten',
  'cp950',
  'ms950',
  'windows-950',
  'x-windows-950',
]);
