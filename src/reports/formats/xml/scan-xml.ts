/** What the scanner tells, in the order of the document. Bytes are valid until the call returns. */
export interface XmlListener {
  /** A start tag, or an empty element's; `attributes` of it can be asked for now. Names are without their prefix. */
  open(name: string, attributes: XmlAttributes): void;
  /** Text of the innermost open element; references are not resolved (see `xmlText`). Comes in several pieces where markup stands between. */
  text(bytes: Buffer, start: number, end: number): void;
  close(name: string): void;
}

export interface XmlAttributes {
  /** The value of an attribute, by its name without prefix; undefined when the tag has none. */
  get(name: string): string | undefined;
  /** Looks for an attribute; its value, references not resolved, is then in `bytes` from `start` up to `end`. */
  find(name: string): boolean;
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
}

/** Thrown for what is no XML, and for what is not taken: a document type (entities, external files). */
export class XmlFault extends Error {
  readonly kind: 'broken' | 'doctype' | 'too-deep';

  constructor(kind: XmlFault['kind']) {
    super(kind);
    this.name = 'XmlFault';
    this.kind = kind;
  }
}

/**
 * Reads XML 1.0 in windows of UTF-8, holding nothing but the open elements' names. Well-formedness is asked for; a document
 * type is refused, so that there are no entities but the five and character references.
 */
export class XmlScanner {
  readonly #listener: XmlListener;
  readonly #open: XmlName[] = [];
  readonly #names = new NameTable();
  readonly #attributes = new AttributeSpans();
  #hasRoot = false;

  constructor(listener: XmlListener) {
    this.#listener = listener;
  }

  /**
   * Reads as far as whole tags and texts go.
   *
   * @param length bytes of the window that count
   * @returns how many were read; the rest comes again with the next window
   * @throws XmlFault
   */
  scan(bytes: Buffer, length: number, isLast: boolean): number {
    let at = 0;
    while (at < length) {
      const next =
        bytes[at] === lessThan ? this.#markup(bytes, at, length) : this.#text(bytes, at, length, isLast);
      if (next < 0) break;
      at = next;
    }
    if (isLast && (at < length || this.#open.length > 0 || !this.#hasRoot)) throw new XmlFault('broken');
    return at;
  }

  #text(bytes: Buffer, at: number, length: number, isLast: boolean): number {
    let end = at;
    while (end < length && bytes[end] !== lessThan) end += 1;
    if (end === length && !isLast) return -1;
    if (this.#open.length > 0) this.#listener.text(bytes, at, end);
    else if (!isBlank(bytes, at, end)) throw new XmlFault('broken');
    return end;
  }

  /** @returns where the markup ends, or -1 when the window ends before */
  #markup(bytes: Buffer, at: number, length: number): number {
    const second = at + 1 < length ? (bytes[at + 1] as number) : -1;
    if (second === slash) return this.#endTag(bytes, at, length);
    if (second === question) return after(bytes, '?>', at + 2, length);
    if (second === exclamation) return this.#declaration(bytes, at, length);
    return second < 0 ? -1 : this.#startTag(bytes, at, length);
  }

  #declaration(bytes: Buffer, at: number, length: number): number {
    if (length - at < 9) {
      if (startsWith(bytes, at, length, '<!--') || startsWith(bytes, at, length, '<![CDATA[')) return -1;
      throw new XmlFault(startsWith(bytes, at, length, '<!DOCTYPE') ? 'doctype' : 'broken');
    }
    if (startsWith(bytes, at, length, '<!--')) return after(bytes, '-->', at + 4, length);
    if (!startsWith(bytes, at, length, '<![CDATA[')) {
      throw new XmlFault(startsWith(bytes, at, length, '<!DOCTYPE') ? 'doctype' : 'broken');
    }
    const end = after(bytes, ']]>', at + 9, length);
    if (end < 0) return -1;
    if (this.#open.length === 0) throw new XmlFault('broken');
    // Its text is as it stands: an ampersand must not be taken for a reference.
    const literal = Buffer.from(escaped(bytes.toString('utf8', at + 9, end - 3)));
    this.#listener.text(literal, 0, literal.length);
    return end;
  }

  #endTag(bytes: Buffer, at: number, length: number): number {
    const innermost = this.#open.at(-1);
    let end = at + 2 + (innermost?.whole.length ?? 0);
    // As it stands nearly always: the innermost name and nothing behind it.
    if (
      innermost !== undefined &&
      end < length &&
      bytes[end] === greaterThan &&
      matches(bytes, at + 2, innermost.whole)
    ) {
      this.#open.pop();
      this.#listener.close(innermost.local);
      return end + 1;
    }
    end = at + 2;
    while (end < length && bytes[end] !== greaterThan) end += 1;
    if (end === length) return -1;
    let nameEnd = end;
    while (nameEnd > at + 2 && isSpace(bytes[nameEnd - 1] as number)) nameEnd -= 1;
    const name = this.#names.of(bytes, at + 2, nameEnd);
    if (this.#open.pop()?.whole !== name.whole) throw new XmlFault('broken');
    this.#listener.close(name.local);
    return end + 1;
  }

  #startTag(bytes: Buffer, at: number, length: number): number {
    let end = at + 1;
    while (end < length && isNameByte(bytes[end] as number)) end += 1;
    if (end === length) return -1;
    if (end === at + 1) throw new XmlFault('broken');
    const name = this.#names.of(bytes, at + 1, end);
    const attributes = this.#attributes;
    attributes.begin(bytes);
    for (;;) {
      const begin = end;
      while (end < length && isSpace(bytes[end] as number)) end += 1;
      if (end >= length) return -1;
      const byte = bytes[end] as number;
      if (byte === greaterThan) {
        this.#enter(name);
        return end + 1;
      }
      if (byte === slash) {
        if (end + 1 >= length) return -1;
        if (bytes[end + 1] !== greaterThan) throw new XmlFault('broken');
        this.#enter(name);
        this.#open.pop();
        this.#listener.close(name.local);
        return end + 2;
      }
      if (end === begin) throw new XmlFault('broken');
      end = attributes.read(end, length);
      if (end < 0) return -1;
    }
  }

  #enter(name: XmlName): void {
    if (this.#open.length === 0) {
      if (this.#hasRoot) throw new XmlFault('broken');
      this.#hasRoot = true;
    }
    if (this.#open.length >= mostDepth) throw new XmlFault('too-deep');
    this.#open.push(name);
    this.#listener.open(name.local, this.#attributes);
  }
}

const mostDepth = 64;
const lessThan = 0x3c;
const greaterThan = 0x3e;
const slash = 0x2f;
const question = 0x3f;
const exclamation = 0x21;
const equals = 0x3d;

/** Where the attributes of the present tag stand. */
class AttributeSpans implements XmlAttributes {
  bytes: Buffer = Buffer.alloc(0);
  start = 0;
  end = 0;
  #count = 0;
  readonly #spans: number[] = [];

  begin(bytes: Buffer): void {
    this.bytes = bytes;
    this.#count = 0;
  }

  /** @returns where the attribute ends, or -1 when the window ends before */
  read(at: number, length: number): number {
    const { bytes } = this;
    let end = at;
    while (end < length && isNameByte(bytes[end] as number)) end += 1;
    const nameEnd = end;
    while (end < length && isSpace(bytes[end] as number)) end += 1;
    if (end >= length) return -1;
    if (nameEnd === at || bytes[end] !== equals) throw new XmlFault('broken');
    end += 1;
    while (end < length && isSpace(bytes[end] as number)) end += 1;
    if (end >= length) return -1;
    const quote = bytes[end] as number;
    if (quote !== 0x22 && quote !== 0x27) throw new XmlFault('broken');
    const valueAt = end + 1;
    end = valueAt;
    while (end < length && bytes[end] !== quote) {
      if (bytes[end] === lessThan) throw new XmlFault('broken');
      end += 1;
    }
    if (end >= length) return -1;
    let local = at;
    for (let i = at; i < nameEnd; i += 1) if (bytes[i] === colon) local = i + 1;
    const place = this.#count * 4;
    this.#spans[place] = local;
    this.#spans[place + 1] = nameEnd;
    this.#spans[place + 2] = valueAt;
    this.#spans[place + 3] = end;
    this.#count += 1;
    return end + 1;
  }

  get(name: string): string | undefined {
    return this.find(name) ? xmlText(this.bytes, this.start, this.end) : undefined;
  }

  find(name: string): boolean {
    for (let place = 0; place < this.#count * 4; place += 4) {
      const start = this.#spans[place] as number;
      if ((this.#spans[place + 1] as number) - start !== name.length || !matches(this.bytes, start, name))
        continue;
      this.start = this.#spans[place + 2] as number;
      this.end = this.#spans[place + 3] as number;
      return true;
    }
    return false;
  }
}

const colon = 0x3a;

/**
 * The text that a piece stands for: references resolved, line ends as LF (XML 1.0 section 2.11, 4.1).
 *
 * @throws XmlFault for a reference to anything else than a character
 */
export function xmlText(bytes: Buffer, start: number, end: number): string {
  const raw = bytes.toString('utf8', start, end);
  if (!/[&\r]/.test(raw)) return raw;
  return raw.replaceAll(/\r\n?/g, '\n').replaceAll(/&([^;&]{0,12});?/g, (reference, name: string) => {
    if (!reference.endsWith(';')) throw new XmlFault('broken');
    return named[name] ?? characterOf(name);
  });
}

const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function characterOf(name: string): string {
  const [, hex, decimal] = /^#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}))$/.exec(name) ?? [];
  const code = hex === undefined ? Number(decimal ?? Number.NaN) : Number.parseInt(hex, 16);
  const isCharacter = code > 0 && code <= 0x10_ff_ff && !(code >= 0xd8_00 && code <= 0xdf_ff);
  if (!isCharacter) throw new XmlFault('broken');
  return String.fromCodePoint(code);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

/** Names seen in this document, so that each is made into a text once. */
class NameTable {
  readonly #known = new Map<number, XmlName>();
  /** Names of one letter, by its byte: those of most tags of a worksheet. */
  readonly #letters: (XmlName | undefined)[] = [];

  of(bytes: Buffer, start: number, end: number): XmlName {
    return end - start === 1 ? this.#letter(bytes[start] as number) : this.#longer(bytes, start, end);
  }

  #letter(byte: number): XmlName {
    const known = this.#letters[byte];
    if (known !== undefined) return known;
    const whole = String.fromCharCode(byte);
    const name = { whole, local: whole === ':' ? '' : whole };
    this.#letters[byte] = name;
    return name;
  }

  #longer(bytes: Buffer, start: number, end: number): XmlName {
    let hash = end - start;
    for (let at = start; at < end; at += 1) hash = (Math.imul(hash, 31) + (bytes[at] as number)) | 0;
    const known = this.#known.get(hash);
    if (known !== undefined && known.whole.length === end - start && matches(bytes, start, known.whole))
      return known;
    const whole = bytes.toString('latin1', start, end);
    const name = { whole, local: whole.slice(whole.indexOf(':') + 1) };
    // A hostile document must not fill the table.
    if (this.#known.size < 1000) this.#known.set(hash, name);
    return name;
  }
}

interface XmlName {
  readonly whole: string;
  /** Without the prefix. */
  readonly local: string;
}

function matches(bytes: Buffer, start: number, text: string): boolean {
  for (let i = 0; i < text.length; i += 1) if (bytes[start + i] !== text.charCodeAt(i)) return false;
  return true;
}

function startsWith(bytes: Buffer, at: number, length: number, text: string): boolean {
  return matches(bytes, at, text.slice(0, length - at));
}

/** Where the text after the next `mark` begins, or -1 when there is none in the window. */
function after(bytes: Buffer, mark: string, at: number, length: number): number {
  const found = bytes.subarray(0, length).indexOf(mark, at);
  return found < 0 ? -1 : found + mark.length;
}

function isBlank(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] as number;
    // A byte order mark stands before everything.
    if (!isSpace(byte) && byte !== 0xef && byte !== 0xbb && byte !== 0xbf) return false;
  }
  return true;
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** Not the whole grammar of names: what cannot end one. */
function isNameByte(byte: number): boolean {
  return (
    byte > 0x20 &&
    byte !== greaterThan &&
    byte !== slash &&
    byte !== equals &&
    byte !== lessThan &&
    byte !== 0x22 &&
    byte !== 0x27
  );
}
