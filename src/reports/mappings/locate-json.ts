/** A JSON text and the lines of its parts. */
export interface LocatedJson {
  readonly value: unknown;
  /** Line of a member's name or an item, counted from 1; of the whole for what is not there. */
  lineOf(path: readonly PropertyKey[]): number;
  /** Members that stand twice in one object, of which `JSON.parse` would drop the first. */
  readonly twice: readonly { readonly line: number; readonly name: string }[];
}

/** The line where a text stops being JSON, or goes deeper than anything we read. */
export class JsonBroken extends Error {
  constructor(readonly line: number) {
    super(`This is no JSON from line ${line} on.`);
    this.name = 'JsonBroken';
  }
}

/**
 * Reads JSON (RFC 8259) and remembers where everything stands.
 *
 * @throws JsonBroken
 */
export function locateJson(text: string): LocatedJson {
  return new Reader(text.replace(/^\uFEFF/, '')).read();
}

const token =
  /[\t\n\r ]*(?:([{}[\],:])|("(?:[^"\\\u0000-\u001f]|\\["\\/bfnrt]|\\u[0-9A-Fa-f]{4})*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null))/y;
const end = /[\t\n\r ]*$/y;
const deepest = 20;

class Reader {
  readonly #text: string;
  readonly #lines = new Map<string, number>();
  readonly #twice: { line: number; name: string }[] = [];
  #at = 0;
  /** Line of the token read last. */
  #line = 1;
  #counted = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): LocatedJson {
    const value = this.#value(this.#next(), []);
    end.lastIndex = this.#at;
    if (!end.test(this.#text)) this.#fail();
    const lines = this.#lines;
    return {
      value,
      twice: this.#twice,
      lineOf(path) {
        for (let length = path.length; length > 0; length -= 1) {
          const line = lines.get(nameOf(path.slice(0, length)));
          if (line !== undefined) return line;
        }
        return 1;
      },
    };
  }

  #value(first: string, path: readonly PropertyKey[]): unknown {
    if (path.length > deepest) this.#fail();
    if (first === '{') return this.#object(path);
    if (first === '[') return this.#array(path);
    if (/^[}\],:]$/.test(first)) this.#fail();
    return JSON.parse(first);
  }

  #object(path: readonly PropertyKey[]): unknown {
    const members: [string, unknown][] = [];
    const names = new Set<string>();
    let read = this.#next();
    while (read !== '}') {
      if (!read.startsWith('"')) this.#fail();
      const name: string = JSON.parse(read);
      if (names.has(name)) this.#twice.push({ line: this.#line, name });
      names.add(name);
      const inner = [...path, name];
      this.#lines.set(nameOf(inner), this.#line);
      if (this.#next() !== ':') this.#fail();
      members.push([name, this.#value(this.#next(), inner)]);
      read = this.#next();
      if (read === ',') {
        read = this.#next();
        if (read === '}') this.#fail();
      } else if (read !== '}') this.#fail();
    }
    return Object.fromEntries(members);
  }

  #array(path: readonly PropertyKey[]): unknown {
    const items: unknown[] = [];
    let read = this.#next();
    while (read !== ']') {
      const inner = [...path, items.length];
      this.#lines.set(nameOf(inner), this.#line);
      items.push(this.#value(read, inner));
      read = this.#next();
      if (read === ',') {
        read = this.#next();
        if (read === ']') this.#fail();
      } else if (read !== ']') this.#fail();
    }
    return items;
  }

  #next(): string {
    token.lastIndex = this.#at;
    const found = token.exec(this.#text);
    if (found === null) return this.#fail();
    const read = found[1] ?? found[2] ?? found[3] ?? '';
    this.#at = token.lastIndex;
    this.#countTo(this.#at - read.length);
    return read;
  }

  #fail(): never {
    const blank = /[\t\n\r ]*/y;
    blank.lastIndex = this.#at;
    blank.exec(this.#text);
    this.#countTo(Math.max(blank.lastIndex, this.#counted));
    throw new JsonBroken(this.#line);
  }

  #countTo(at: number): void {
    for (; this.#counted < at; this.#counted += 1) {
      if (this.#text[this.#counted] === '\n') this.#line += 1;
    }
  }
}

function nameOf(path: readonly PropertyKey[]): string {
  return JSON.stringify(path.map(String));
}
