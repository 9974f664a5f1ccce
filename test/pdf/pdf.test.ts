import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import qrcode from 'qrcode';
import { afterAll, describe, expect, it } from 'vitest';
import {
  closePdf,
  drawFacts,
  drawFooters,
  drawHeading,
  drawParagraph,
  drawQrCode,
  drawTitle,
  openPdf,
  type PdfPages,
} from '../../src/pdf/index.js';

const directory = mkdtempSync(join(tmpdir(), 'jianbao-pdf-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const path = join(directory, 'made.pdf');

async function make(draw: (pages: PdfPages) => void): Promise<Buffer> {
  const pages = openPdf({
    title: '收執聯',
    language: 'zh-Hant',
    createdAt: new Date('2026-11-22T00:59:03Z'),
  });
  draw(pages);
  const bytes = await closePdf(pages);
  writeFileSync(path, bytes);
  return bytes;
}

const tool = (name: string, ...args: string[]) => execFileSync(name, args, { encoding: 'utf8' });
const everyWord = () =>
  [
    ...tool('pdftotext', '-bbox', path, '-').matchAll(
      /xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)"/g,
    ),
  ]
    .map(([, ...edges]) => edges.map(Number))
    .map(([left = 0, top = 0, right = 0, bottom = 0]) => ({ left, top, right, bottom }));

describe('a PDF', () => {
  it('has its title, language, time and structure, and its fonts in it', async () => {
    await make((pages) => drawTitle(pages, '標題'));
    const info = tool('pdfinfo', path);
    expect(info).toMatch(/^Title: +收執聯$/m);
    expect(info).toMatch(/^CreationDate: +Sun Nov 22 00:59:03 2026 UTC$/m);
    expect(info).toMatch(/^Tagged: +yes$/m);
    expect(info).toMatch(/^Page size: +595.28 x 841.89 pts \(A4\)$/m);
    expect(tool('pdffonts', path)).toMatch(/NotoSansTC-Bold +CID TrueType +Identity-H +yes yes yes/);
    expect(tool('strings', path)).toContain('/Lang (zh-Hant-TW)');
  });

  it('tells a screen reader what is a heading, a table, a picture', async () => {
    await make((pages) => {
      drawTitle(pages, '標題');
      drawFacts(pages, [{ label: '檔名', value: '健檢.csv' }]);
      drawQrCode(pages, {
        content: 'https://jianbao.example',
        alternative: '查驗網址',
        beside: ['掃描'],
        notes: [],
      });
    });
    const structure = tool('pdfinfo', '-struct-text', path).replace(/\s+/g, ' ');
    expect(structure.trim()).toBe(
      'Document H1 (block) "標題" Table (block) TR TH: /Scope /Row "檔名" TD "健檢.csv" Figure "" P (block) "掃描"',
    );
  });

  it('is the same again for the same input', async () => {
    const draw = (pages: PdfPages) => drawParagraph(pages, '同樣的內容');
    expect((await make(draw)).equals(await make(draw))).toBe(true);
  });

  it('can be read as text, Chinese included', async () => {
    await make((pages) => drawParagraph(pages, '職業安全衛生署 1268650500 堃喆犇 Ünïcode'));
    expect(tool('pdftotext', path, '-').trim()).toBe('職業安全衛生署 1268650500 堃喆犇 Ünïcode');
  });
});

describe('text that is too long for a line', () => {
  it.each([
    ['Chinese', '勞工健康檢查資料申報閘道'.repeat(30)],
    ['a file name without a blank', `${'a1b2_'.repeat(60)}.csv`],
    ['words', 'health exam report '.repeat(40)],
  ])('breaks within the margins: %s', async (_, text) => {
    await make((pages) => {
      drawParagraph(pages, text);
      drawFacts(pages, [{ label: text.slice(0, 40), value: text }]);
    });
    const right = Math.max(...everyWord().map((word) => word.right));
    expect(right).toBeLessThanOrEqual(595.28 - 60 + 0.5);
    expect(tool('pdftotext', '-raw', path, '-').replace(/\s/g, '')).toContain(text.replace(/\s/g, ''));
  });
});

describe('more than a page', () => {
  it('keeps rows whole and numbers its pages', async () => {
    await make((pages) => {
      drawHeading(pages, '清單');
      drawFacts(
        pages,
        Array.from({ length: 60 }, (_, n) => ({ label: `第${n}列`, value: `甲${n}\n乙${n}` })),
      );
      drawFooters(pages, (page, count) => ({ left: '頁尾', right: `第 ${page} 頁，共 ${count} 頁` }));
    });
    const pages = tool('pdftotext', '-layout', path, '-').split('\f').slice(0, -1);
    expect(pages.length).toBeGreaterThan(1);
    pages.forEach((text, index) => {
      expect(text).toContain(`第 ${index + 1} 頁，共 ${pages.length} 頁`);
    });
    for (let n = 0; n < 60; n++) {
      const withFirst = pages.findIndex((text) => new RegExp(`甲${n}\\n`).test(text));
      expect(pages[withFirst]).toMatch(new RegExp(`乙${n}\\n`));
    }
  });
});

describe('a QR code', () => {
  it('shows every module where it belongs', async () => {
    const content = 'https://jianbao.example/receipts/R-115-7Q4K-M2XD';
    await make((pages) => drawQrCode(pages, { content, alternative: 'x', beside: [], notes: [] }));
    const { modules } = qrcode.create(content, { errorCorrectionLevel: 'M' });
    const dpi = 288;
    const image = readGrey(execFileSync('pdftoppm', ['-r', String(dpi), '-gray', path], { maxBuffer: 1e8 }));
    const scale = dpi / 72;
    const module = 99 / modules.size;
    for (let row = 0; row < modules.size; row++) {
      for (let column = 0; column < modules.size; column++) {
        const x = Math.floor((60 + (column + 0.5) * module) * scale);
        const y = Math.floor((44 + (row + 0.5) * module) * scale);
        expect(image.at(x, y) < 128).toBe(modules.get(row, column) === 1);
      }
    }
  });
});

/** Reads a PGM picture (P5). */
function readGrey(bytes: Buffer): { at(x: number, y: number): number } {
  const [header = '', width] = /^P5\s+(\d+)\s+\d+\s+255\s/.exec(bytes.toString('latin1', 0, 40)) ?? [];
  return { at: (x, y) => bytes[header.length + y * Number(width) + x] ?? 255 };
}
