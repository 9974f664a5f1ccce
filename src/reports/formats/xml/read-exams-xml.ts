import type { FileLimits } from '../../process/types.js';
import { FileStopped } from '../file-stopped.js';
import type { RecordBatch } from '../record-batch.js';
import { cellKind } from '../rows/cell-kind.js';
import { type FieldPlan, FieldRows } from '../rows/field-rows.js';
import { readXml } from './read-xml.js';
import { XmlFault, type XmlListener, XmlScanner, xmlText } from './scan-xml.js';

/**
 * Reads XML as the published XSD describes it: `<exams><exam><worker_id>…</worker_id>…</exam>…</exams>`, elements in any
 * order.
 *
 * @param text UTF-8 without byte order mark
 * @throws FileStopped while iterating, naming the exam
 */
export async function* readExamsXml(
  text: AsyncIterable<Buffer>,
  plan: FieldPlan,
  { recordBytes, windowBytes }: Pick<FileLimits, 'recordBytes' | 'windowBytes'>,
): AsyncGenerator<RecordBatch> {
  const rows = new FieldRows(plan, windowBytes);
  try {
    for await (const _ of readXml(text, new XmlScanner(new ExamElements(rows)), recordBytes))
      yield* rows.take();
  } catch (error) {
    if (!(error instanceof XmlFault)) throw error;
    if (error.kind === 'doctype') throw new FileStopped('RPT_FILE_XML_DOCTYPE');
    throw new FileStopped('RPT_FILE_XML_BROKEN', { row: rows.row });
  }
  yield* rows.takeRest();
}

class ExamElements implements XmlListener {
  readonly #rows: FieldRows;
  #depth = 0;
  #place = -1;
  #pieces: string[] = [];

  constructor(rows: FieldRows) {
    this.#rows = rows;
  }

  open(name: string): void {
    this.#depth += 1;
    if (this.#depth === 1 && name !== 'exams')
      throw new FileStopped('RPT_FILE_XML_OTHER', { name: name.slice(0, 40) });
    if (this.#depth === 2) {
      if (name !== 'exam') throw new FileStopped('RPT_FILE_XML_OTHER', { name: name.slice(0, 40) });
      this.#rows.beginRow();
    }
    if (this.#depth === 3) {
      this.#place = this.#rows.place(name);
      this.#pieces = [];
    }
    if (this.#depth > 3)
      throw new FileStopped('RPT_FILE_FIELD_NESTED', { row: this.#rows.row, name: name.slice(0, 40) });
  }

  text(bytes: Buffer, start: number, end: number): void {
    const text = xmlText(bytes, start, end);
    if (this.#depth === 3) this.#pieces.push(text);
    else if (text.trim() !== '') throw new XmlFault('broken');
  }

  close(): void {
    if (this.#depth === 3) this.#rows.set(this.#place, Buffer.from(this.#pieces.join('')), cellKind.text);
    else if (this.#depth === 2) this.#rows.endRow();
    this.#depth -= 1;
  }
}
