import { isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBig5, decodeText } from '../../../src/reports/formats/encoding/decode-text.js';
import { FileStopped } from '../../../src/reports/formats/file-stopped.js';
import { surveyFile } from '../../../src/reports/formats/survey.js';
import { inPieces } from '../process/support/judge.js';

async function decode(bytes: Buffer, pieces = 7): Promise<{ encoding: string; text: string }> {
  const open = () => inPieces(bytes, pieces);
  try {
    const { encoding, text } = await decodeText(open, await surveyFile(open()));
    const parts: Buffer[] = [];
    for await (const part of text) parts.push(part);
    return { encoding, text: Buffer.concat(parts).toString('utf8') };
  } catch (error) {
    if (error instanceof FileStopped) return { encoding: error.code, text: JSON.stringify(error.params) };
    throw error;
  }
}

describe('Big5', () => {
  it.each([
    ['a4a4', '中'],
    ['b4fab8d5c2e5b07c', '測試醫院'],
    ['415c', 'A\\'],
    // The second byte is a backslash, a bar, a brace.
    ['a55cb37cbb7b', '功蛆酉'.slice(0, 1)],
    ['f9d6', '碁'],
    ['f9d5', '龘'],
    ['a145a14ea1c3a1c5a1fea240a2cca2ce', '‧﹑￣ˍ／＼十卅'],
    ['a3e1', '€'],
    // Private use (造字): kept as such, for the rules to report.
    ['fa40', '\uE000'],
    ['fefe', '\uE310'],
    ['8140', '\uEEB8'],
    ['c6a1', '\uF6B1'],
  ])('reads the bytes %s as %s', (bytes, text) => {
    expect(decodeBig5(Buffer.from(bytes, 'hex')).startsWith(text)).toBe(true);
  });

  it.each(['a4', 'a47f', 'a480', 'c87f', 'a3c0', 'a4a4a4'])('refuses the bytes %s', (bytes) => {
    expect(() => decodeBig5(Buffer.from(bytes, 'hex'))).toThrow(TypeError);
  });
});

describe('the encoding of a file', () => {
  it('is UTF-8 when all of it is', async () => {
    expect(await decode(Buffer.from('姓名\n王小明'))).toEqual({ encoding: 'utf-8', text: '姓名\n王小明' });
  });

  it('is told by the byte order mark, which is no part of the text', async () => {
    expect(await decode(Buffer.from('\uFEFF姓名\uFEFF'), 2)).toEqual({
      encoding: 'utf-8-bom',
      text: '姓名\uFEFF',
    });
  });

  it('is Big5 when any of it is no UTF-8 and all of it is Big5', async () => {
    const bytes = Buffer.concat([Buffer.from('x,'.repeat(100)), Buffer.from('0ab4fab8d50d0a', 'hex')]);
    expect(await decode(bytes)).toEqual({ encoding: 'big5', text: `${'x,'.repeat(100)}\n測試\r\n` });
  });

  it('is none when it is neither: the line is named where the later of the two fails', async () => {
    const bytes = Buffer.concat([
      Buffer.from('姓名\n王小明\n'),
      Buffer.from('b4fab8d50a', 'hex'),
      Buffer.from('李大同\n'),
    ]);
    expect(await decode(bytes)).toEqual({ encoding: 'RPT_FILE_ENCODING', text: '{"row":3}' });
  });

  it('does not depend on how the bytes are cut, and no character is lost', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme' }),
        fc.integer({ min: 1, max: 5 }),
        async (text, pieces) => {
          fc.pre(!text.startsWith('\uFEFF'));
          expect(await decode(Buffer.from(text), pieces)).toEqual({ encoding: 'utf-8', text });
        },
      ),
    );
  });

  it('is UTF-8 for exactly those bytes that are, however they are cut', async () => {
    const bytes = fc
      .array(fc.constantFrom(0x41, 0x0a, 0xc3, 0xa9, 0xe4, 0xb8, 0xad, 0xf0, 0xa0, 0xae, 0xb7, 0xff), {
        maxLength: 12,
      })
      .map((list) => Buffer.from(list));
    await fc.assert(
      fc.asyncProperty(bytes, fc.integer({ min: 1, max: 4 }), async (some, pieces) => {
        const { notUtf8At } = await surveyFile(inPieces(some, pieces));
        expect(notUtf8At === null).toBe(isUtf8(some));
      }),
      { numRuns: 1000 },
    );
  });
});
