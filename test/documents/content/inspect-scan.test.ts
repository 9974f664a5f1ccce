import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import PDFDocument from 'pdfkit';
import qrcode from 'qrcode';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inspectScan } from '../../../src/documents/index.js';
import { jpegHeader, pdfOf } from './support/made-files.js';

const directory = mkdtempSync(join(tmpdir(), 'jianbao-scan-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const reference = 'A1151122-7K3M9Q';

async function finish(document: PDFKit.PDFDocument): Promise<Buffer> {
  const parts: Buffer[] = [];
  document.end();
  for await (const part of document) parts.push(part);
  return Buffer.concat(parts);
}

/** A page with the code, 25 mm wide and a little askew, as a scanner sees it. */
async function printPage(): Promise<string> {
  const document = new PDFDocument({ size: 'A4' });
  document.rotate(3, { origin: [300, 400] });
  document.image(await qrcode.toBuffer(reference, { scale: 8 }), 400, 80, { width: 71 });
  document.text('Sealed form', 80, 200);
  const path = join(directory, 'page.pdf');
  writeFileSync(path, await finish(document));
  return path;
}

/** Scans the page: a picture of it, in grey. */
function scan(page: string, format: 'jpeg' | 'png', dpi: number): Buffer {
  const path = join(directory, `scan-${format}`);
  execFileSync('pdftoppm', ['-gray', `-${format}`, '-r', String(dpi), '-singlefile', page, path]);
  return readFileSync(`${path}.${format === 'jpeg' ? 'jpg' : 'png'}`);
}

/** What scanners give: a PDF of pictures. */
async function bind(...pictures: readonly Buffer[]): Promise<Buffer> {
  const document = new PDFDocument({ size: 'A4', autoFirstPage: false });
  for (const picture of pictures) document.addPage().image(picture, 0, 0, { width: 595 });
  return finish(document);
}

describe('an inspected scan', () => {
  let jpeg: Buffer;
  let png: Buffer;
  beforeAll(async () => {
    const page = await printPage();
    jpeg = scan(page, 'jpeg', 150);
    png = scan(page, 'png', 150);
  });

  it('tells its kind and the code on it', async () => {
    expect(await inspectScan(jpeg)).toEqual({ mediaType: 'image/jpeg', codes: [reference] });
    expect(await inspectScan(png)).toEqual({ mediaType: 'image/png', codes: [reference] });
  });

  it('is read out of a PDF of pictures, each code once', async () => {
    expect(await inspectScan(await bind(jpeg, png))).toEqual({
      mediaType: 'application/pdf',
      codes: [reference],
    });
    expect(await inspectScan(await bind(png))).toEqual({ mediaType: 'application/pdf', codes: [reference] });
  });

  it('has no code where none can be read', async () => {
    expect(await inspectScan(pdfOf(['<< /Type /Catalog >>']))).toEqual({
      mediaType: 'application/pdf',
      codes: [],
    });
    expect(await inspectScan(jpegHeader({ width: 20, height: 20 }))).toEqual({
      mediaType: 'image/jpeg',
      codes: [],
    });
  });

  it('is refused with the same sentence as where it is checked', async () => {
    await expect(inspectScan(Buffer.from('text'))).rejects.toMatchObject({ code: 'ERR_SCAN_KIND' });
    await expect(inspectScan(jpegHeader({ width: 20_000, height: 15_000 }))).rejects.toMatchObject({
      code: 'ERR_SCAN_PIXELS',
      params: { width: 20_000, height: 15_000, megapixels: 50 },
    });
  });
});
