import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import PDFDocument from 'pdfkit';
import { describe, expect, it } from 'vitest';
import { checkContent } from '../../../src/documents/index.js';
import { Problem } from '../../../src/problems/index.js';
import { jpegHeader, objectStream, pdfOf, pngOf } from './support/made-files.js';

function refusal(content: Buffer): string {
  try {
    checkContent(content);
  } catch (error) {
    if (error instanceof Problem) return [error.code, ...Object.values(error.params)].join(' ');
    throw error;
  }
  return 'none';
}

async function printedPdf(): Promise<Buffer> {
  const document = new PDFDocument();
  document.text('Sealed form');
  document.end();
  const parts: Buffer[] = [];
  for await (const part of document) parts.push(part);
  return Buffer.concat(parts);
}

describe('the content of a scan', () => {
  it('is told by the bytes, not by a name', async () => {
    expect(checkContent(await printedPdf())).toBe('application/pdf');
    expect(checkContent(pngOf({ width: 3, height: 2 }))).toBe('image/png');
    expect(checkContent(jpegHeader({ width: 2480, height: 3508 }))).toBe('image/jpeg');
    expect(refusal(Buffer.from('<html><script>alert(1)</script>'))).toBe('ERR_SCAN_KIND');
    expect(refusal(Buffer.from('PK\u0003\u0004 a spreadsheet'))).toBe('ERR_SCAN_KIND');
    expect(refusal(Buffer.concat([Buffer.from('GIF89a'), await printedPdf()]))).toBe('ERR_SCAN_KIND');
    expect(refusal(Buffer.alloc(0))).toBe('ERR_SCAN_MISSING');
    expect(refusal(Buffer.alloc(10 * 1024 * 1024 + 1))).toBe('ERR_SCAN_TOO_LARGE 10');
  });

  it('is whole', async () => {
    const pdf = await printedPdf();
    expect(refusal(pdf.subarray(0, pdf.length - 20))).toBe('ERR_SCAN_DAMAGED');
    const png = pngOf({ width: 3, height: 2 });
    expect(refusal(png.subarray(0, png.length - 12))).toBe('ERR_SCAN_DAMAGED');
    const jpeg = jpegHeader({ width: 20, height: 20 });
    expect(refusal(jpeg.subarray(0, jpeg.length - 2))).toBe('ERR_SCAN_DAMAGED');
  });
});

describe('a picture', () => {
  it('of 300 megapixels is refused by its header', () => {
    expect(refusal(jpegHeader({ width: 20_000, height: 15_000 }))).toBe('ERR_SCAN_PIXELS 20000 15000 50');
    expect(refusal(pngOf({ width: 20_000, height: 15_000 }, Buffer.alloc(10)))).toBe(
      'ERR_SCAN_PIXELS 20000 15000 50',
    );
  });

  it('that is one long line is refused', () => {
    expect(refusal(jpegHeader({ width: 20_001, height: 10 }))).toBe('ERR_SCAN_PIXELS 20001 10 50');
  });

  it('of no size is refused', () => {
    expect(refusal(jpegHeader({ width: 0, height: 10 }))).toBe('ERR_SCAN_DAMAGED');
  });

  it('whose pixels inflate to more than its header says is refused', () => {
    expect(refusal(pngOf({ width: 3, height: 2 }, Buffer.alloc(1_000_000)))).toBe('ERR_SCAN_DAMAGED');
  });

  it('with a changed chunk is refused', () => {
    const png = pngOf({ width: 3, height: 2 });
    png[20] = (png[20] ?? 0) ^ 1;
    expect(refusal(png)).toBe('ERR_SCAN_DAMAGED');
  });
});

describe('a PDF', () => {
  it.each([
    ['/OpenAction 5 0 R', 'action'],
    ['/OpenAction<</S/GoTo>>', 'action'],
    ['/AA << /O 5 0 R >>', 'action'],
    ['/Names << /JavaScript 5 0 R >>', 'script'],
    ['/A << /S /JavaScript /JS (app.alert\\(1\\)) >>', 'script'],
    ['/A << /S /Rendition /JS 5 0 R >>', 'media'],
    ['/A << /S /Launch /F (calc.exe) >>', 'launch'],
    ['/Names << /EmbeddedFiles 5 0 R >>', 'file'],
    ['/X << /Type /Filespec /EF << /F 5 0 R >> >>', 'file'],
    ['/Annots [ << /Subtype /FileAttachment >> ]', 'file'],
    ['/Annots [ << /Subtype /RichMedia >> ]', 'media'],
    ['/AcroForm << /XFA 5 0 R >>', 'form'],
    ['/A << /S /SubmitForm /F (http://x) >>', 'form'],
    ['/A << /S /J#61vaScr#69pt >>', 'script'],
    ['/A << /S /#4a#61#76#61#53#63#72#69#70#74 >>', 'script'],
    ['/A << /#4AS 5 0 R >>', 'script'],
    ['/A <</S%\n/JavaScript>>', 'script'],
  ])('with %s is refused', (entries, what) => {
    expect(refusal(pdfOf([`<< /Type /Catalog ${entries} >>`]))).toBe(`ERR_SCAN_ACTIVE ${what}`);
  });

  it('may open at a page and name things that only look alike', () => {
    const entries = '/OpenAction [3 0 R /Fit] /JSX 1 /LaunchPad 2 /AAA 3 /Screen 4 /Lang (/JS \\) /AA)';
    expect(refusal(pdfOf([`<< /Type /Catalog ${entries} >>`]))).toBe('none');
  });

  it('with something packed into an object stream is refused', () => {
    expect(refusal(pdfOf([objectStream('1 0 << /S /JavaScript /JS (x) >>')]))).toBe('ERR_SCAN_ACTIVE script');
    expect(refusal(pdfOf([objectStream('1 0 ( << /AA 5 0 R >>')]))).toBe('ERR_SCAN_ACTIVE action');
    expect(refusal(pdfOf([objectStream('1 0 << /Type /Pages >>')]))).toBe('none');
  });

  it('with an object stream hidden in the data of another stream is refused', () => {
    const hidden = objectStream('1 0 << /S /Launch >>');
    const around = Buffer.concat([
      Buffer.from('<< /Length 9999 >>\nstream\n7 0 obj '),
      hidden,
      Buffer.from('\nendobj\nendstream'),
    ]);
    expect(refusal(pdfOf([around]))).toBe('ERR_SCAN_ACTIVE launch');
  });

  it.each([
    ['another filter', '/Filter /ASCIIHexDecode'],
    ['two filters', '/Filter [/ASCIIHexDecode /FlateDecode]'],
    ['a filter said elsewhere', '/Filter 9 0 R'],
    ['a predictor', '/Filter /FlateDecode /DecodeParms << /Predictor 12 >>'],
    ['a filter said twice', '/Filter /FlateDecode /Filter /LZWDecode'],
  ])('with an object stream of %s is refused', (_name, filter) => {
    expect(refusal(pdfOf([objectStream('1 0 << >>', filter)]))).toBe('ERR_SCAN_DAMAGED');
  });

  it('that inflates without end is refused', () => {
    expect(refusal(pdfOf([objectStream(' '.repeat(65_000_000))]))).toBe('ERR_SCAN_DAMAGED');
  });

  it('that needs a password is refused', () => {
    const pdf = Buffer.concat([pdfOf(['<< >>']), Buffer.from('trailer << /Encrypt 8 0 R >>\n%%EOF')]);
    expect(refusal(pdf)).toBe('ERR_SCAN_ENCRYPTED');
    expect(refusal(pdfOf(['<< /EncryptMetadata false >>']))).toBe('none');
  });

  it('of objects begun without end is read once, not again and again', () => {
    expect(refusal(pdfOf([Buffer.from('obj ('.repeat(100_000))]))).toBe('ERR_SCAN_DAMAGED');
  });
});

describe('any bytes', () => {
  const heads = ['%PDF-1.7\n1 0 obj ', '\u00ff\u00d8\u00ff\u00e0', '\u0089PNG\r\n\u001a\n'];
  it('are taken or refused with a sentence', () => {
    fc.assert(
      fc.property(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 400 }), (head, tail) => {
        const pdfEnd = Buffer.from('\n%%EOF');
        expect(refusal(Buffer.concat([Buffer.from(head, 'latin1'), tail, pdfEnd]))).toMatch(
          /^(none|ERR_SCAN_)/,
        );
      }),
      { numRuns: 300 },
    );
  });

  it('never hide a script in what is drawn of a PDF’s pieces', () => {
    const pieces = [
      '<<',
      '>>',
      '[',
      ']',
      '(',
      ')',
      ' ',
      '/A',
      '/S',
      'obj',
      'stream\n',
      'endobj',
      '%',
      '\n',
      '\\',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 30 }), (drawn) => {
        const before = drawn.join('');
        const content = Buffer.from(`%PDF-1.7\n${before} /J#61vaScript 1 0 obj\n%%EOF`);
        expect(refusal(content)).toBe('ERR_SCAN_ACTIVE script');
        const packed = objectStream(`${before} /JS 1`);
        expect(
          refusal(Buffer.concat([Buffer.from('%PDF-1.7\n'), deflateless(before), packedObject(packed)])),
        ).toBe('ERR_SCAN_ACTIVE script');
      }),
      { numRuns: 200 },
    );
  });

  const deflateless = (text: string) => Buffer.concat([deflateSync('picture'), Buffer.from(text)]);
  const packedObject = (packed: Buffer) =>
    Buffer.concat([Buffer.from('\n1 0 obj '), packed, Buffer.from('\nendobj\n%%EOF')]);
});
