import { inflateSync } from 'node:zlib';
import { Problem } from '../../problems/index.js';
import { scanLimits } from './limits.js';
import { forbiddenNames, shortestEverywhere } from './pdf-forbidden.js';
import { type PdfObject, readPdfObjects } from './pdf-objects.js';

/**
 * Checks that a PDF shows and does nothing else: it is whole, not encrypted, and neither its objects nor those packed into
 * object streams (ISO 32000-1 7.5.7) run, carry or send anything.
 *
 * @throws Problem `ERR_SCAN_DAMAGED`, `ERR_SCAN_ENCRYPTED`, `ERR_SCAN_ACTIVE`
 */
export function checkPdf(content: Buffer): void {
  if (content.lastIndexOf('%%EOF') < 0) throw damaged('no end');
  for (const name of readNames(content)) {
    if (name.length >= shortestEverywhere) refuse(name);
  }
  let unpackedBytes = 0;
  for (const object of readPdfObjects(content)) {
    for (const name of object.names) {
      if (name.length < shortestEverywhere) refuse(name);
    }
    if (!isObjectStream(object)) continue;
    const unpacked = unpack(object, content);
    unpackedBytes += unpacked.length;
    if (unpackedBytes > scanLimits.objectStreamBytes) throw damaged('object streams are too large');
    for (const name of readNames(unpacked)) refuse(name);
  }
}

/** Names wherever they stand, even in what looks like a string: a viewer can be sent to any byte. */
function* readNames(bytes: Buffer): Generator<string> {
  const text = bytes.toString('latin1');
  for (const match of text.matchAll(namePattern)) {
    const name = plainName(match[1] ?? '');
    // To open at a page, which is an array, is no action.
    if (name === 'OpenAction' && opensAtPage.test(text.slice(match.index, match.index + 100))) continue;
    yield name;
  }
}

const opensAtPage = /^\/[^\s[]+\s*\[/;

/** Runs of regular characters behind a slash; the names in question are short even when each byte of them is escaped. */
const namePattern = /\/([^\0\t\n\f\r ()<>[\]{}/%]{2,64})(?=[\0\t\n\f\r ()<>[\]{}/%]|$)/g;

function plainName(text: string): string {
  if (!text.includes('#')) return text;
  return text.replace(/#([0-9A-Fa-f]{2})/g, (_all, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
}

function refuse(name: string): void {
  if (name === 'Encrypt') throw new Problem('ERR_SCAN_ENCRYPTED');
  const what = forbiddenNames.get(name);
  if (what !== undefined) throw new Problem('ERR_SCAN_ACTIVE', { params: { what }, detail: `PDF: /${name}` });
}

function isObjectStream({ streamAt, names }: PdfObject): boolean {
  return streamAt !== undefined && (names.includes('ObjStm') || names.includes('First'));
}

/** Only plain and deflated object streams are read; nobody writes others, except to hide something. */
function unpack({ entries, streamAt, isAmbiguous }: PdfObject, content: Buffer): Buffer {
  const data = content.subarray(streamAt);
  const filter = entries.get('Filter')?.filter((token) => token !== '[' && token !== ']') ?? [];
  if (isAmbiguous || filter.length > 1 || entries.has('DecodeParms'))
    throw damaged('an unusual object stream');
  if (filter.length === 0) return Buffer.alloc(0);
  if (filter[0] !== '/FlateDecode') throw damaged('an unusual object stream');
  try {
    return inflateSync(data, { maxOutputLength: scanLimits.objectStreamBytes });
  } catch (cause) {
    throw damaged('an object stream does not inflate', cause);
  }
}

function damaged(detail: string, cause?: unknown): Problem {
  return new Problem('ERR_SCAN_DAMAGED', { detail: `PDF: ${detail}`, cause });
}
