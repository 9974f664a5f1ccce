import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { translate } from '../../../src/locales/index.js';
import { JsonBroken, locateJson } from '../../../src/reports/mappings/locate-json.js';
import { faultSentence, mappingFaultCodes } from '../../../src/reports/mappings/mapping-fault.js';
import { readMapping } from '../../../src/reports/mappings/read-mapping.js';

const faulty: Readonly<Record<(typeof mappingFaultCodes)[number], readonly [text: string, line: number]>> = {
  'too-long': [' '.repeat(20_001), 1],
  json: ['{\n  "mapping": 1,\n  "kind": "general",\n}', 4],
  'member-twice': [of('  "收縮": "systolic",\n  "收縮": "diastolic"'), 5],
  'member-unknown': [
    '{ "mapping": 1, "kind": "general",\n "columns": { "H": "height" },\n "leaveout": [] }',
    3,
  ],
  shape: ['["mapping"]', 1],
  version: ['{ "kind": "general",\n "mapping": 2,\n "columns": { "H": "height" } }', 2],
  kind: ['{ "mapping": 1,\n "kind": "dental", "columns": { "H": "height" } }', 2],
  columns: ['{ "mapping": 1, "kind": "general",\n\n "columns": ["height"] }', 3],
  target: [of('  "H": "height",\n  "W": 7'), 5],
  'leave-out': [
    '{ "mapping": 1, "kind": "general", "columns": { "H": "height" },\n "leaveOut": "病歷號" }',
    2,
  ],
  nothing: ['{ "mapping": 1, "kind": "general", "columns": {} }', 1],
  'name-empty': [of('  "\u3000": "height"'), 4],
  'name-twice': [of('  "ht": "height",\n  "Ｈ Ｔ": "weight"'), 5],
  'name-means-other': [of('  "收縮壓": "diastolic"'), 4],
  'column-unknown': [of('  "血型": "blood_group"'), 4],
  'column-twice': [of('  "H": "height",\n  "身長": "身高"'), 5],
  'left-out-ours': [`${of('  "H": "weight"').slice(0, -1)},\n"leaveOut": [\n"病歷號",\n"身高"]}`, 9],
  'codes-none': [of('  "H": { "column": "height", "codes": { "1": "2" } }'), 4],
  'code-unknown': [of('  "性": { "column": "sex",\n "codes": { "1": "M",\n "3": "X" } }'), 6],
  'code-twice': [of('  "性": { "column": "sex", "codes": { "f": "F",\n "Ｆ": "F" } }'), 5],
  'code-means-other': [of('  "性別": { "column": "sex", "codes": {\n "女": "M" } }'), 5],
};

describe('a mapping file', () => {
  it.each(mappingFaultCodes)('is told of %s by line, with a sentence in both languages', (code) => {
    const [text, line] = faulty[code];
    const read = readMapping(text);
    const faults = 'faults' in read ? read.faults : [];
    expect(faults.map((fault) => [fault.code, fault.line])).toEqual([[code, line]]);
    for (const language of ['zh-Hant', 'en'] as const) {
      for (const fault of faults) {
        const sentence = faultSentence((key, params) => translate(language, key, params), fault);
        expect(sentence).not.toContain('mappings.');
        expect(sentence.length).toBeGreaterThan(20 / (language === 'en' ? 1 : 2));
      }
    }
  });

  it('is told of everything at once, in the order of its lines', () => {
    const read = readMapping(of('  "血型": "blood_group",\n  "收縮壓": "diastolic",\n  "H": "nothing"'));
    const faults = 'faults' in read ? read.faults : [];
    expect(faults.map(({ line, code }) => `${line} ${code}`)).toEqual([
      '4 column-unknown',
      '5 name-means-other',
      '6 column-unknown',
    ]);
  });

  it('is understood by Chinese names and keys, codes by code and label', () => {
    const read = readMapping(
      '\uFEFF{"mapping":1,"kind":"special","columns":{"Exam Day":"檢查日期","SEX ":{"column":"sex","codes":{"2":"女","1":"M"}},"性别":"sex_"},"leaveOut":["ChartNo"]}'.replace(
        ',"性别":"sex_"',
        '',
      ),
    );
    expect(read).toEqual({
      kind: 'special',
      mapping: {
        columns: [
          { ownName: 'Exam Day', comparable: 'examday', key: 'exam_date', codes: null, onlyThese: false },
          // Our own key: the template's codes stay what they are.
          { ownName: 'SEX ', comparable: 'sex', key: 'sex', codes: { '1': 'M', '2': 'F' }, onlyThese: false },
        ],
        leftOut: ['chartno'],
      },
    });
  });

  it('never fails on any text', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.json(), fc.string({ unit: fc.constantFrom(...'{}[],:" \n1e-tu\\') })),
        (text) => {
          readMapping(text);
        },
      ),
    );
  });
});

describe('JSON with its lines', () => {
  it('is read as JSON.parse reads it', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(undefined, 1, '\t'), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(locateJson(text).value).toEqual(JSON.parse(text));
      }),
    );
  });

  it('is refused where JSON.parse refuses it', () => {
    const almost = fc.string({ unit: fc.constantFrom(...'{}[],:"ab\\n 1.-e', 'true', 'null', '"a":') });
    fc.assert(
      fc.property(almost, (text) => {
        expect(isRead(() => locateJson(text))).toBe(isRead(() => JSON.parse(text)));
      }),
      { numRuns: 500 },
    );
  });

  it('is not read deeper than any mapping goes', () => {
    expect(() => locateJson('['.repeat(100_000))).toThrow(JsonBroken);
  });
});

/** A mapping of general exams; its columns begin in line 4. */
function of(columns: string): string {
  return `{\n"mapping": 1, "kind": "general",\n"columns": {\n${columns}\n}\n}`;
}

function isRead(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}
