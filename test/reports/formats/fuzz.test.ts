import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBig5 } from '../../../src/reports/formats/encoding/decode-text.js';
import { FileStopped } from '../../../src/reports/formats/file-stopped.js';
import { placeOfRefusal, readHeader } from '../../../src/reports/process/read-header.js';
import { dayNumber, isoDate } from '../../../src/reports/rules/calendar.js';
import { readDate } from '../../../src/reports/rules/cells/date.js';
import { readCell } from '../../../src/reports/rules/cells/index.js';
import { readNumber } from '../../../src/reports/rules/cells/number.js';
import { ruleSentence } from '../../../src/reports/rules/sentence.js';
import { encoderOf } from '../../../src/reports/sample/encode-text.js';
import { examKinds } from '../../../src/reports/schema/kinds.js';
import { layoutOf } from '../../../src/reports/schema/layouts.js';
import { fileOf, goodRow, judge } from '../process/support/judge.js';
import { makeWorkbook } from '../support/make-workbook.js';

const folder = new URL('../../fixtures/bad/', import.meta.url);
/** Files of every format, good ones too. */
const corpus = new Map<string, Buffer>([
  ['good.csv', Buffer.from(fileOf({}, { height: '211' }))],
  ['good.jsonl', Buffer.from(`${JSON.stringify(goodRow)}\n${JSON.stringify({ ...goodRow, height: 211 })}\n`)],
  ['good.xml', Buffer.from(`<?xml version="1.0"?>\n<exams>${examXml(goodRow)}${examXml(goodRow)}</exams>`)],
  ...readdirSync(folder)
    .filter((name) => !/\.m(js|ts)$/.test(name))
    .map((name) => [name, readFileSync(new URL(name, folder))] as const)
    .filter(([, bytes]) => bytes.length < 12_000),
]);

function examXml(row: Readonly<Record<string, string>>): string {
  const fields = Object.entries(row).map(([key, text]) => `<${key}>${text}</${key}>`);
  return `<exam>${fields.join('')}</exam>`;
}

/** What is broken into a file: pieces that mean something to one of its readers. */
const pieces = fc.oneof(
  fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes)),
  fc
    .constantFrom(
      '"',
      '""',
      ',',
      '\r',
      '\n',
      '\0',
      '\uFEFF',
      '<',
      '</exam>',
      '<exam>',
      '<![CDATA[',
      ']]>',
      '<!--',
      '&#0;',
      '&#x110000;',
      '&lt',
      '<?x?>',
      "<a b='",
      '{"a":',
      '}\n{',
      '\\ud800',
      '[',
      'PK\u0001\u0002',
      'PK\u0005\u0006',
      '='.repeat(300),
    )
    .map((text) => Buffer.from(text)),
);

interface Change {
  readonly at: number;
  readonly remove: number;
  readonly insert: Buffer;
}

const changes: fc.Arbitrary<readonly Change[]> = fc.array(
  fc.record({ at: fc.nat(12_000), remove: fc.nat(40), insert: pieces }),
  { minLength: 1, maxLength: 4 },
);

function changed(bytes: Buffer, all: readonly Change[]): Buffer {
  return all.reduce((now, { at, remove, insert }) => {
    const from = at % (now.length + 1);
    return Buffer.concat([now.subarray(0, from), insert, now.subarray(from + remove)]);
  }, bytes);
}

/** Judging ends, throws nothing, and whatever it says can be said in both languages. */
async function expectJudged(bytes: Buffer, size: number): Promise<void> {
  const outcome = await judge(bytes, { pieces: size });
  const said = [...(outcome.stop === null ? [] : [outcome.stop]), ...outcome.findings.slice(0, 20)];
  for (const one of said) {
    expect(ruleSentence('zh-Hant', one)).not.toBe('');
    expect(ruleSentence('en', one)).not.toBe('');
  }
  if (outcome.stop === null) expect(outcome.good + outcome.bad).toBe(outcome.rows);
}

describe('a file that was tampered with', () => {
  it.each([...corpus.keys()])('like %s is judged to its end', async (name) => {
    const bytes = corpus.get(name) ?? Buffer.alloc(0);
    await fc.assert(
      fc.asyncProperty(changes, fc.constantFrom(7, 512, 65_536), (all, size) =>
        expectJudged(changed(bytes, all), size),
      ),
      { numRuns: 12 },
    );
  });

  it('is judged to its end when it is noise after any signature', async () => {
    const signatures = ['', '504b0304', 'd0cf11e0a1b11ae1', '3c3f786d6c', '7b22', 'efbbbf', 'fffe', '1f8b08'];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...signatures),
        fc.uint8Array({ maxLength: 400 }),
        (signature, noise) => expectJudged(Buffer.concat([Buffer.from(signature, 'hex'), noise]), 64),
      ),
      { numRuns: 300 },
    );
  });
});

describe('a part of a workbook that was tampered with', () => {
  const [header = '', row = ''] = fileOf({}).split('\r\n');
  const rows = [header.split(','), row.split(',')];
  const parts = {
    'xl/worksheets/sheet1.xml': sheetOf(rows),
    'xl/sharedStrings.xml':
      '<?xml version="1.0"?><sst count="2"><si><t>男</t></si><si><r><t>製造</t></r><rPh><t>x</t></rPh></si></sst>',
    'xl/styles.xml':
      '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy/mm/dd"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>',
    'xl/workbook.xml':
      '<workbook xmlns:r="r"><workbookPr date1904="1"/><sheets><sheet name="資料" sheetId="1" r:id="rId1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels':
      '<Relationships><Relationship Id="rId1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
  };

  it.each(Object.entries(parts))('%s is read, or refused with a sentence', async (name, text) => {
    await fc.assert(
      fc.asyncProperty(changes, async (all) => {
        const book = await makeWorkbook({
          rows: [],
          sharedStrings: '<si><t>男</t></si>',
          styles: '<cellXfs><xf numFmtId="0"/></cellXfs>',
          parts: { 'xl/worksheets/sheet1.xml': sheetOf(rows), [name]: changed(Buffer.from(text), all) },
        });
        await expectJudged(book, 4096);
      }),
      { numRuns: 60 },
    );
  });

  function sheetOf(all: readonly (readonly string[])[]): string {
    const cells = all.map(
      (one, at) =>
        `<row r="${at + 1}">${one.map((cell) => `<c t="inlineStr"><is><t>${cell}</t></is></c>`).join('')}</row>`,
    );
    return `<worksheet><sheetData>${cells.join('')}<row r="3"><c t="s"><v>1</v></c><c s="1"><v>46348</v></c><c><f>1+1</f><v>2</v></c></row></sheetData></worksheet>`;
  }
});

describe('Big5', () => {
  it('is read as it was written, every character that it has', () => {
    const encode = encoderOf('big5');
    const standard: string[] = [];
    for (let code = 0x80; code < 0x10000; code += 1) {
      const character = String.fromCharCode(code);
      try {
        expect(decodeBig5(encode(character))).toBe(character);
        standard.push(character);
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
      }
    }
    // Big5 with the seven ETEN characters and the frames: at least the 13,053 of the standard.
    expect(standard.length).toBeGreaterThan(13_000);
  });

  it('is refused with a TypeError or read to characters that are whole, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        try {
          expect(decodeBig5(bytes)).not.toMatch(/\p{Surrogate}/u);
        } catch (error) {
          expect(error).toBeInstanceOf(TypeError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({ unit: fc.constantFrom(...'0123456789/-.年月日民國前eE+,％ \u3000１２３'), maxLength: 14 }),
  fc.constantFrom('9'.repeat(400), '1e400', '-'.repeat(100), `${'1/'.repeat(50)}`),
);

describe('a cell', () => {
  const columns = examKinds.flatMap((kind) => layoutOf(kind).columns);

  it('of any column is read or refused with a code of the table, whatever it holds', () => {
    fc.assert(
      fc.property(fc.constantFrom(...columns), anyText, (column, raw) => {
        const read = readCell(raw, column, { institutionCode: '1268650500' });
        expect(['value', 'empty', 'wrong']).toContain(read.is);
        if (read.is === 'wrong') expect(ruleSentence('zh-Hant', read)).not.toBe('');
      }),
      { numRuns: 3000 },
    );
  });

  const day = fc
    .record({
      year: fc.integer({ min: 1912, max: 2100 }),
      month: fc.integer({ min: 1, max: 12 }),
      day: fc.integer({ min: 1, max: 28 }),
    })
    .map(({ year, month, day }) => ({ year, month, day, number: dayNumber(year, month, day) ?? Number.NaN }));
  const two = (number: number) => String(number).padStart(2, '0');

  it('with a day is the same day in each of the ways to write it', () => {
    fc.assert(
      fc.property(day, ({ year, month, day, number }) => {
        const roc = year - 1911;
        const ways = [
          isoDate(number),
          `${year}/${month}/${day}`,
          `${year}${two(month)}${two(day)}`,
          `${String(roc).padStart(3, '0')}${two(month)}${two(day)}`,
          ...(roc >= 100 ? [`${roc}/${month}/${day}`] : []),
        ];
        for (const way of ways) expect(readDate(way)).toMatchObject({ is: 'value', value: number });
      }),
    );
  });

  it('with a number is that number, also in full width and with separators', () => {
    const column = layoutOf('general').columns.find(({ key }) => key === 'height');
    if (column?.type !== 'number') throw new TypeError('The height is a number.');
    fc.assert(
      fc.property(fc.integer({ min: 500, max: 2500 }), (tenths) => {
        const text = (tenths / 10).toFixed(1);
        const wide = text.replaceAll(/[\d.]/g, (one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0));
        for (const way of [text, wide, ` ${text}　`]) {
          expect(readNumber(way, column)).toMatchObject({ is: 'value', value: tenths / 10 });
        }
      }),
    );
  });
});

describe('a header', () => {
  it('is understood or refused with a stop, whatever its names are', () => {
    const layout = layoutOf('general');
    const names = layout.columns.map(({ name }) => name);
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom(...names, '退回原因'), anyText), { maxLength: 120 }),
        (some) => {
          try {
            const { places, width } = readHeader([...names, ...some], layout, 200);
            expect([...places].every((place) => place < width)).toBe(true);
            // Nothing but names it knows, each once, and the reason of a refusal.
            expect(
              some.filter((name) => name.trim() !== '').every((name) => placeOfRefusal([name]) === 0),
            ).toBe(true);
          } catch (error) {
            expect(error).toBeInstanceOf(FileStopped);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
