/** A JSON value; objects are maps, so that no key of a stranger becomes a property. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

export type JsonObject = ReadonlyMap<string, JsonValue>;

/** Thrown for text that is not one JSON object in the strict sense; `message` says what and where. */
export class JsonError extends Error {
  constructor(message: string, position: number) {
    super(`${message} at character ${position}`);
    this.name = 'JsonError';
  }
}

/** A token is flat. Deeper nesting than this is not read. */
const maximumDepth = 8;

/**
 * Reads one JSON object (RFC 8259), stricter than JSON.parse: no key twice in an object at any level, and nothing but
 * blanks around it.
 *
 * @throws JsonError
 */
export function readJsonObject(text: string): JsonObject {
  const reader = new JsonReader(text);
  const object = reader.readObject(0);
  reader.finish();
  return object;
}

class JsonReader {
  private readonly text: string;
  private position = 0;

  constructor(text: string) {
    this.text = text;
  }

  readObject(depth: number): JsonObject {
    this.expect('{');
    const object = new Map<string, JsonValue>();
    if (this.accept('}')) return object;
    do {
      this.skipBlanks();
      const key = this.readString();
      if (object.has(key)) throw this.error('a key for the second time');
      this.expect(':');
      object.set(key, this.readValue(depth + 1));
    } while (this.accept(','));
    this.expect('}');
    return object;
  }

  finish(): void {
    this.skipBlanks();
    if (this.position < this.text.length) throw this.error('something after the object');
  }

  private readValue(depth: number): JsonValue {
    if (depth > maximumDepth) throw this.error('too many levels');
    this.skipBlanks();
    const first = this.text[this.position];
    if (first === '"') return this.readString();
    if (first === '{') return this.readObject(depth);
    if (first === '[') return this.readArray(depth);
    return this.readPlain();
  }

  private readArray(depth: number): readonly JsonValue[] {
    this.expect('[');
    if (this.accept(']')) return [];
    const items: JsonValue[] = [];
    do items.push(this.readValue(depth + 1));
    while (this.accept(','));
    this.expect(']');
    return items;
  }

  private readString(): string {
    const raw = this.match(stringPattern);
    if (raw === undefined) throw this.error('no string where one is expected');
    return raw.includes('\\') ? (JSON.parse(raw) as string) : raw.slice(1, -1);
  }

  private readPlain(): JsonValue {
    const word = this.match(wordPattern);
    if (word === undefined) throw this.error('no value where one is expected');
    return JSON.parse(word) as number | boolean | null;
  }

  private expect(character: string): void {
    if (!this.accept(character)) throw this.error(`no ${character} where one is expected`);
  }

  private accept(character: string): boolean {
    this.skipBlanks();
    if (this.text[this.position] !== character) return false;
    this.position += 1;
    return true;
  }

  private skipBlanks(): void {
    while (blanks.has(this.text.charCodeAt(this.position))) this.position += 1;
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.position;
    if (!pattern.test(this.text)) return undefined;
    const found = this.text.slice(this.position, pattern.lastIndex);
    this.position = pattern.lastIndex;
    return found;
  }

  private error(message: string): JsonError {
    return new JsonError(message, this.position);
  }
}

/** RFC 8259 2: space, tab, line feed, carriage return. */
const blanks: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d]);

/** RFC 8259 7. */
const stringPattern = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y;

/** RFC 8259 3 and 6. */
const wordPattern = /(?:true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)/y;
