import { FileStopped } from '../file-stopped.js';
import type { BatchQueue } from '../rows/batch-queue.js';
import { cellKind } from '../rows/cell-kind.js';
import type { XmlAttributes, XmlListener } from '../xml/scan-xml.js';
import { columnOfReference } from './cell-reference.js';
import { cellText } from './cell-text.js';
import type { DateFormats } from './date-formats.js';
import { dateOfSerial } from './date-serial.js';
import { writeNumber } from './number-text.js';
import type { StringTable } from './string-table.js';

export interface SheetSetting {
  readonly strings: StringTable;
  readonly formats: DateFormats;
  readonly dates: '1900' | '1904';
  readonly queue: BatchQueue;
  /** The last column that may be used, counted from 1. */
  readonly mostColumns: number;
}

/** Makes rows of a worksheet part (ECMA-376 part 1, 18.3.1). */
export class SheetRows implements XmlListener {
  /** Number of the row begun last; 0 before the first. */
  row = 0;
  readonly #setting: SheetSetting;
  #isHidden = false;
  #isTooWide = false;
  #type: CellType = 'n';
  #style = 0;
  #column = 0;
  #hasFormula = false;
  #hasValue = false;
  #isValue = false;
  #phonetic = 0;
  #value = Buffer.allocUnsafe(4096);
  #length = 0;

  constructor(setting: SheetSetting) {
    this.#setting = setting;
  }

  open(name: string, attributes: XmlAttributes): void {
    switch (name) {
      case 'c':
        this.#beginCell(attributes);
        break;
      case 'v':
        this.#isValue = true;
        this.#hasValue = true;
        break;
      case 't':
        this.#isValue = this.#phonetic === 0;
        this.#hasValue = true;
        break;
      case 'f':
        this.#hasFormula = true;
        break;
      case 'row':
        this.#beginRow(attributes);
        break;
      case 'rPh':
        this.#phonetic += 1;
        break;
      case 'mergeCell':
        throw new FileStopped('RPT_FILE_MERGED_CELLS', { range: (attributes.get('ref') ?? '').slice(0, 20) });
      default:
    }
  }

  text(bytes: Buffer, start: number, end: number): void {
    if (!this.#isValue) return;
    const text = cellText(bytes, start, end);
    if (text === undefined) this.#keep(bytes, start, end);
    else {
      const decoded = Buffer.from(text);
      this.#keep(decoded, 0, decoded.length);
    }
  }

  close(name: string): void {
    if (name === 'c') this.#endCell();
    else if (name === 'v' || name === 't') this.#isValue = false;
    else if (name === 'row') this.#endRow();
    else if (name === 'rPh') this.#phonetic -= 1;
  }

  #beginRow(attributes: XmlAttributes): void {
    const { queue } = this.#setting;
    const number = Number(attributes.get('r') ?? this.row + 1);
    if (!Number.isInteger(number) || number <= this.row || number > 1_048_576)
      throw new FileStopped('RPT_FILE_XLSX_BROKEN');
    // Rows that are left out are empty; those after them keep their numbers.
    if (number !== this.row + 1) queue.cut(number);
    this.row = number;
    this.#isHidden = attributes.get('hidden') === '1' || attributes.get('hidden') === 'true';
    this.#column = 0;
    queue.builder.beginRow();
  }

  #endRow(): void {
    const { queue, mostColumns } = this.#setting;
    if (this.#isTooWide) {
      throw new FileStopped('RPT_FILE_TOO_MANY_COLUMNS', { count: this.#column, limit: mostColumns });
    }
    queue.endRow(this.#isHidden);
  }

  #beginCell(attributes: XmlAttributes): void {
    const { bytes } = attributes;
    const column = attributes.find('r')
      ? columnOfReference(bytes, attributes.start, attributes.end)
      : this.#column + 1;
    if (column <= this.#column) throw new FileStopped('RPT_FILE_XLSX_BROKEN');
    // Cells far beyond any header are counted until the row's end and not kept.
    if (column > 2 * this.#setting.mostColumns) {
      this.#column = column;
      this.#isTooWide = true;
      this.#length = 0;
      return;
    }
    for (let empty = this.#column + 1; empty < column; empty += 1) this.#setting.queue.builder.addEmpty();
    this.#column = column;
    this.#type = attributes.find('t') ? typeOf(bytes, attributes.start, attributes.end) : 'n';
    this.#style = attributes.find('s') ? wholeNumber(bytes, attributes.start, attributes.end) : 0;
    this.#hasFormula = false;
    this.#hasValue = false;
    this.#length = 0;
  }

  #endCell(): void {
    if (this.#isTooWide) return;
    const { builder } = this.#setting.queue;
    const formula = this.#hasFormula ? cellKind.formula : 0;
    if (!this.#hasValue || this.#length === 0) {
      if (this.#hasFormula && !this.#hasValue) builder.addText('', cellKind.noValue);
      else builder.addEmpty();
      return;
    }
    switch (this.#type) {
      case 's':
        this.#addShared(formula);
        break;
      case 'n':
        this.#addNumber(formula);
        break;
      case 'b':
        builder.addText(this.#text() === '1' ? 'TRUE' : 'FALSE', cellKind.boolean | formula);
        break;
      case 'e':
        builder.add(this.#value, 0, this.#length, cellKind.error | formula);
        break;
      case 'd':
        builder.addText(
          this.#text()
            .replace(/T00:00:00(\.0+)?Z?$/, '')
            .replace('T', ' '),
          cellKind.date | formula,
        );
        break;
      default:
        builder.add(this.#value, 0, this.#length, cellKind.text | formula);
    }
  }

  #addShared(formula: number): void {
    const { strings, queue } = this.#setting;
    const index = wholeNumber(this.#value, 0, this.#length);
    if (!(index < strings.count)) throw new FileStopped('RPT_FILE_XLSX_BROKEN');
    queue.builder.add(strings.bytes, strings.startOf(index), strings.endOf(index), cellKind.text | formula);
  }

  #addNumber(formula: number): void {
    const { formats, dates, queue } = this.#setting;
    const { builder } = queue;
    if (formats.isDate(this.#style)) {
      const date = dateOfSerial(Number(this.#text()), dates);
      builder.addText(date ?? this.#text(), (date === undefined ? cellKind.number : cellKind.date) | formula);
    } else writeNumber(this.#value, this.#length, builder, cellKind.number | formula);
  }

  #text(): string {
    return this.#value.toString('utf8', 0, this.#length);
  }

  #keep(bytes: Buffer, start: number, end: number): void {
    const length = end - start;
    if (this.#length + length > this.#value.length) {
      const larger = Buffer.allocUnsafe((this.#length + length) * 2);
      this.#value.copy(larger, 0, 0, this.#length);
      this.#value = larger;
    }
    for (let at = start; at < end; at += 1) this.#value[this.#length++] = bytes[at] as number;
  }
}

/** ECMA-376 part 1, 18.18.11. */
const cellTypes = ['s', 'n', 'inlineStr', 'str', 'b', 'e', 'd'] as const;
type CellType = (typeof cellTypes)[number];

function typeOf(bytes: Buffer, start: number, end: number): CellType {
  if (end - start === 1 && bytes[start] === 0x73) return 's';
  const text = bytes.toString('latin1', start, end);
  return cellTypes.find((type) => type === text) ?? 'str';
}

/** Digits as a number; NaN for anything else. */
function wholeNumber(bytes: Buffer, start: number, end: number): number {
  let number = start === end ? Number.NaN : 0;
  for (let at = start; at < end; at += 1) {
    const digit = (bytes[at] as number) - 48;
    number = digit >= 0 && digit <= 9 ? number * 10 + digit : Number.NaN;
  }
  return number;
}
