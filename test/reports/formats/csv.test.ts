import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvRow, neutraliseCell } from '../../../src/csv/index.js';
import { readAll } from './support/read-all.js';

/** More commas than any other delimiter, so that the comma it is. */
const head = 'a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t,u,v,w,x,y,z\n';
const cell = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.string({ unit: fc.constantFrom('"', ',', '\r', '\n', 'a', '健', ';', '\t'), maxLength: 6 }),
);

describe('reading CSV', () => {
  it('gives back what was written, whatever is in the cells', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(cell, { minLength: 1, maxLength: 5 }), { maxLength: 8 }),
        async (rows) => {
          const written = rows.filter((row) => !row.join('').includes('\0'));
          const { rows: read, stop } = await readAll(head + written.map(csvRow).join(''));
          expect(stop).toBeNull();
          expect(read.slice(1)).toEqual(written);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is the same however the text is cut into pieces and windows', async () => {
    const text = fc
      .array(fc.constantFrom('"', '""', ',', '\r', '\n', '\r\n', 'ab', '健', '"健",', ';'), { maxLength: 40 })
      .map((parts) => head + parts.join(''));
    await fc.assert(
      fc.asyncProperty(
        text,
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 9 }),
        fc.integer({ min: 1, max: 40 }),
        async (written, pieces, windowBytes) => {
          const whole = await readAll(written);
          const cut = await readAll(written, pieces, { windowBytes: 60 + windowBytes, recordBytes: 100_000 });
          // Before a stop some rows may have been handed over or not.
          expect(cut.stop).toBe(whole.stop);
          if (whole.stop === null) expect(cut).toEqual(whole);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('is the same when it is cut at every byte', async () => {
    const text = `${head}"健 ""康""",檢\r\n"a\r\nb",,"",x\r"",\n\n最後,"列"`;
    const whole = await readAll(text);
    expect(whole.rows.slice(1)).toEqual([
      ['健 "康"', '檢'],
      ['a\r\nb', '', '', 'x'],
      ['', ''],
      [''],
      ['最後', '列'],
    ]);
    for (let at = 1; at < Buffer.byteLength(text); at += 1)
      expect(await readAll(text, [at, 65_536])).toEqual(whole);
    expect(await readAll(text, [1], { windowBytes: 60, recordBytes: 1000 })).toEqual(whole);
  });

  it('never throws anything but a stop at random bytes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 300 }),
        fc.integer({ min: 1, max: 50 }),
        async (bytes, size) => {
          await readAll(Buffer.from(bytes), [size], { windowBytes: size, recordBytes: 40 });
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each([
    ['LF', 'a,b\nc,d\n'],
    ['CR LF', 'a,b\r\nc,d\r\n'],
    ['CR', 'a,b\rc,d\r'],
    ['a mixture, without the last', 'a,b\r\nc,d'],
  ])('knows lines that end with %s', async (_, text) => {
    expect((await readAll(text)).rows).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
  });

  it.each([
    ['a;b;c\n1;2,5;3', ['1', '2,5', '3']],
    ['a\tb\tc\n1\t2;5\t3', ['1', '2;5', '3']],
    ['"a;;;;",b\n1,2;3;4', ['1', '2;3;4']],
  ])('takes the delimiter of the header: %j', async (text, row) => {
    expect((await readAll(text)).rows[1]).toEqual(row);
  });

  it('marks lone quotes inside of cells that are not quoted', async () => {
    const { rows, strayQuotes } = await readAll('a,b,c\n王"小明, "x","y"\n"",z"');
    expect(rows.slice(1)).toEqual([
      ['王"小明', ' "x"', 'y'],
      ['', 'z"'],
    ]);
    expect(strayQuotes).toEqual(['2 0', '2 1', '3 1']);
  });
});

describe('writing CSV', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx', '＝1'])('makes the formula %j harmless', (text) => {
    expect(neutraliseCell(text)).toBe(`'${text}`);
  });

  it.each(['', 'a=1', '王小明', '1-2', ' x'])('leaves %j as it is', (text) => {
    expect(neutraliseCell(text)).toBe(text);
  });
});
