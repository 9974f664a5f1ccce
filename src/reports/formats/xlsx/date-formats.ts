import type { XmlAttributes, XmlListener } from '../xml/scan-xml.js';

/** Which cell formats of a workbook show a date (ECMA-376 part 1, 18.8): its styles part tells. */
export class DateFormats implements XmlListener {
  readonly #custom = new Map<number, boolean>();
  readonly #isDate: boolean[] = [];
  #isCellFormats = false;

  /** @param style index of a cell's format (attribute `s`) */
  isDate(style: number): boolean {
    return this.#isDate[style] ?? false;
  }

  open(name: string, attributes: XmlAttributes): void {
    if (name === 'cellXfs') this.#isCellFormats = true;
    else if (name === 'numFmt') {
      this.#custom.set(Number(attributes.get('numFmtId')), isDateFormat(attributes.get('formatCode') ?? ''));
    } else if (name === 'xf' && this.#isCellFormats) {
      const id = Number(attributes.get('numFmtId') ?? 0);
      this.#isDate.push(this.#custom.get(id) ?? isBuiltInDate(id));
    }
  }

  text(): void {
    // The part's texts say nothing about numbers.
  }

  close(name: string): void {
    if (name === 'cellXfs') this.#isCellFormats = false;
  }
}

/** 18.8.30: 14 to 22 everywhere, 27 to 36 and 50 to 58 in the languages of East Asia; times without a day are none. */
function isBuiltInDate(id: number): boolean {
  return (id >= 14 && id <= 17) || id === 22 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58);
}

/** A format with a day or a year in it, outside of quotes, brackets and escapes; `e` and `g` are years of eras. */
function isDateFormat(code: string): boolean {
  const bare = code.replaceAll(/"[^"]*"|\[[^\]]*\]|\\.|_./g, '');
  return /[dyeg]/i.test(bare) && !/^general$/i.test(bare.trim()) && !/0e[+-]/i.test(bare);
}
