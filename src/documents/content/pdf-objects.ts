import { Problem } from '../../problems/index.js';
import { PdfLexer, type PdfToken } from './pdf-lexer.js';

/** An indirect object of a PDF, as far as the checks need it. */
export interface PdfObject {
  /** Every name in it, at any depth; `#xx` decoded. */
  readonly names: readonly string[];
  /** The entries of its own dictionary, each as the tokens of its value; strings are left out. */
  readonly entries: ReadonlyMap<string, readonly string[]>;
  /** Whether a key stands twice, of which some viewers believe the first and some the last. */
  readonly isAmbiguous: boolean;
  /** Where the data of its stream begin; undefined when it has none. */
  readonly streamAt: number | undefined;
}

/**
 * Every indirect object of a PDF. The cross-reference table may point anywhere, so it is not believed: wherever the keyword
 * `obj` stands, a viewer can be made to find an object, and there one is read.
 *
 * @throws Problem `ERR_SCAN_DAMAGED` when reading would cost more than any honest file does
 */
export function* readPdfObjects(content: Buffer): Generator<PdfObject> {
  let effort = 0;
  for (let at = content.indexOf('obj'); at >= 0; at = content.indexOf('obj', at + 3)) {
    if (content.toString('latin1', at - 3, at) === 'end') continue;
    const lexer = new PdfLexer(content, at + 3);
    yield readObject(lexer, content);
    effort += lexer.at - at;
    if (effort > 8 * content.length) {
      throw new Problem('ERR_SCAN_DAMAGED', { detail: 'PDF: objects within objects without end' });
    }
  }
}

/** What follows a value that is complete. */
const ends = ['endobj', 'stream', 'obj', 'endstream', 'xref', 'trailer'];

function readObject(lexer: PdfLexer, content: Buffer): PdfObject {
  const names: string[] = [];
  const entries = new Map<string, string[]>();
  let isAmbiguous = false;
  let depth = 0;
  let value: string[] | undefined;
  for (let token = lexer.next(); token.kind !== 'end'; token = lexer.next()) {
    if (token.kind === 'keyword' && ends.includes(token.text)) {
      const streamAt = token.text === 'stream' ? dataAt(lexer, content) : undefined;
      return { names, entries, isAmbiguous, streamAt };
    }
    if (token.kind === 'name') names.push(token.text);
    if (token.kind === 'close') depth--;
    if (depth === 1 && token.kind === 'name' && (value === undefined || value.length > 0)) {
      // A name that follows a complete value is the next key; one that follows a key is its value.
      value = [];
      isAmbiguous ||= entries.has(token.text);
      entries.set(token.text, value);
    } else if (depth >= 1) value?.push(textOf(token));
    if (token.kind === 'open') depth++;
  }
  return { names, entries, isAmbiguous, streamAt: undefined };
}

function textOf(token: PdfToken): string {
  if (token.kind === 'name') return `/${token.text}`;
  return 'text' in token ? token.text : '()';
}

/** The data begin after the line end behind `stream` (7.3.8.1); blanks before it are forgiven, as viewers do. */
function dataAt(lexer: PdfLexer, content: Buffer): number {
  let at = lexer.at;
  while (content[at] === 0x20) at++;
  if (content[at] === 0x0d) at++;
  if (content[at] === 0x0a) at++;
  return at;
}
