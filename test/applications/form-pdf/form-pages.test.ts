import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { drawFormPages, type PrintedForm } from '../../../src/applications/form-pdf/form-pages.js';
import type { ApplicationForm } from '../../../src/applications/index.js';
import { inspectScan } from '../../../src/documents/index.js';
import { accountOf, change, newAccounts, rangeOf } from './support/printed-forms.js';

const directory = mkdtempSync(join(tmpdir(), 'jianbao-form-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const path = join(directory, 'form.pdf');
const reference = 'A1151122-7K3M9Q';
const tool = (name: string, ...args: string[]) => execFileSync(name, args, { encoding: 'utf8' });

async function print(form: ApplicationForm, printed: Partial<PrintedForm> = {}): Promise<void> {
  const bytes = await drawFormPages({
    reference,
    way: 'letter',
    institutionName: '測試醫院',
    confirmedAt: new Date('2026-11-22T03:00:00Z'),
    language: 'zh-Hant',
    form,
    ...printed,
  });
  writeFileSync(path, bytes);
}

/** What is printed, each run of blanks as one. */
function textOf(...pages: readonly number[]): string {
  const [first, last = first] = pages;
  const args = first === undefined ? [] : ['-f', String(first), '-l', String(last)];
  return tool('pdftotext', '-layout', ...args, path, '-').replace(/\s+/gu, ' ');
}

function countOf(part: string, text = textOf()): number {
  return text.split(part).length - 1;
}

const pageCount = () => Number(/^Pages: +(\d+)$/m.exec(tool('pdfinfo', path))?.[1]);

describe('the form for a new manager account', () => {
  it('has every field of the paper form once', async () => {
    await print(newAccounts('manager', [{ ...accountOf(1), name: '林管理' }]));
    const text = textOf();
    for (const field of [
      '新管理者帳號申請表',
      '醫療機構名稱 測試醫院 醫療機構代碼 1268650500',
      '帳號權限－',
      '帳號 testuser1',
      '電話：02-1111-1111 #111',
      '林管理',
      '手機：0911111111',
      'Email testuser1@hospital.example',
      '對外IP區段 1.1.1.1@203.69.20.1 至 1.1.1.1@203.69.20.4',
      '203.69.21.0 至 203.69.21.15',
      '填表人姓名 填表人一號 填表人電話 02-3333-2222 #12',
      '填表人電子信箱 filler@hospital.example',
      '備註說明',
      '醫療機構與機構負責人用印（即大小章）',
      '醫療機構印（大章）',
      '負責人印（小章）',
      '線上確認 中華民國115年11月22日',
      '第 1 頁，共 1 頁',
      '24219 新北市新莊區中平路 439 號南棟 11 樓',
    ]) {
      expect(countOf(field, text), field).toBe(1);
    }
    expect(countOf(`申請編號 ${reference}`, text)).toBe(2);
  });

  it('has the substance of the six notes', async () => {
    await print(newAccounts('manager', [accountOf(1)]));
    const text = textOf().replaceAll(' ', '');
    for (const note of [
      '1.帳號一律線上申請。請匯出本表，由醫療機構用印後以函文送職安署',
      '2.每家認可醫療機構至少要有1位管理者，管理者也能申報',
      '3.對外IP區段請填貴機構連上網際網路時對外的固定位址，不是機構內部的位址',
      '4.核可後，系統會把一次性密碼另外寄到各帳號使用人的信箱',
      '5.申請經確認後不能更改',
      '6.請定期檢查並停用不再使用的帳號：超過3個月沒有使用',
    ]) {
      expect(countOf(note, text), note).toBe(1);
    }
  });

  it('has its title, language, time, structure and fonts in the file', async () => {
    await print(newAccounts('manager', [accountOf(1)]));
    const info = tool('pdfinfo', path);
    expect(info).toMatch(/^Title: +新管理者帳號申請表 A1151122-7K3M9Q$/m);
    expect(info).toMatch(/^CreationDate: +Sun Nov 22 03:00:00 2026 UTC$/m);
    expect(info).toMatch(/^Tagged: +yes$/m);
    expect(info).toMatch(/^Page size: +595.28 x 841.89 pts \(A4\)$/m);
    const structure = tool('pdfinfo', '-struct', path);
    expect(structure.match(/^ +(H1|Figure|Table)/gm)?.map((line) => line.trim())).toEqual([
      'H1',
      'Figure',
      'Table',
    ]);
    expect(structure).toMatch(/TH:?\s+\/Scope \/Row/);
    expect(tool('pdffonts', path).split('\n').slice(2, -1)).toSatisfy((lines: string[]) =>
      lines.every((line) => /Identity-H +yes yes yes/.test(line)),
    );
  });

  it('has boxes for the large and the small seal, with nothing in them', async () => {
    await print(newAccounts('manager', [accountOf(1)]));
    const isDark = pictureOf(1);
    const [, top = 0] = placeOf('醫療機構印（大章）');
    const [small = 0] = placeOf('負責人印（小章）');
    const column = (x: number, height: number) =>
      Array.from({ length: height }, (_none, row) => isDark(x, Math.round(top) + row));
    // 75 × 60 mm and 35 × 35 mm, in points; a line may fall on either of two pixels.
    const isLine = (x: number, height: number) =>
      column(Math.floor(x), height).every((dark, row) => dark || column(Math.floor(x) - 1, height)[row]);
    expect([isLine(60, 160), isLine(60 + 213, 160)]).toEqual([true, true]);
    expect([isLine(small - 5, 92), isLine(small - 5 + 99, 92)]).toEqual([true, true]);
    expect(column(150, 160).slice(20)).not.toContain(true);
    expect(column(small + 40, 90).slice(20)).not.toContain(true);
  });

  it('gives the same bytes for the same application', async () => {
    await print(newAccounts('manager', [accountOf(1)]));
    const first = readFileSync(path);
    await print(newAccounts('manager', [accountOf(1)]));
    expect(readFileSync(path).equals(first)).toBe(true);
  });
});

describe('the form for new reporter accounts', () => {
  it('is scanned and uploaded', async () => {
    await print(newAccounts('reporter', [accountOf(1)]), { way: 'scan' });
    const text = textOf();
    expect(text).toContain('新使用者帳號申請表');
    expect(text).toContain('掃描成 PDF 或 JPG／PNG 檔，登入系統上傳後按「正式申請」');
    expect(text).not.toContain('函文');
  });

  it('goes on over pages, each with its head, number and code, the seals on the last', async () => {
    const accounts = Array.from({ length: 20 }, (_none, index) => accountOf(index + 1));
    await print(newAccounts('reporter', accounts), { way: 'scan' });
    const pages = pageCount();
    expect(pages).toBeGreaterThan(3);
    for (const { userName } of accounts) expect(countOf(`帳號 ${userName} `)).toBe(1);
    for (let page = 1; page <= pages; page++) {
      const text = textOf(page);
      expect(text).toContain(`第 ${page} 頁，共 ${pages} 頁`);
      expect(countOf(`申請編號 ${reference}`, text)).toBe(2);
      expect(text.includes('新使用者帳號申請表（續）')).toBe(page > 1);
      expect(text.includes('醫療機構印（大章）')).toBe(page === pages);
      expect(text.includes('負責人印（小章）')).toBe(page === pages);
    }
    expect(await codesOf(pages)).toEqual([reference]);
  });

  it('says why wide ranges are needed', async () => {
    await print(
      { ...newAccounts('reporter', [accountOf(1)]), wideReason: '三個院區共用一個網段' },
      { way: 'scan' },
    );
    expect(textOf().replaceAll(' ', '')).toContain('三個院區共用一個網段');
  });
});

describe('the form for a change', () => {
  it('has every field of the paper form, old and new, and the boxes that are ticked', async () => {
    await print(change, { reference: 'C1151122-7K3M9Q' });
    const text = textOf();
    for (const field of [
      '使用者帳號異動/停用申請表',
      '醫療機構名稱 測試醫院 醫療機構代號 1268650500',
      '帳號名稱 Catcat123',
      '■ 對外IP區段異動 原 203.69.20.1 至 203.69.20.4 變更為 2.2.2.25@203.69.23.11 至 2.2.2.28@203.69.23.11',
      '□ 帳號權限變更為：□ 管理者 □ 申報者',
      '■ 電子信箱變更為：new@hospital.example 原 old@hospital.example',
      '□ 停用帳號',
      '□ 恢復使用',
      '王小明',
      '聯絡電話：02-5555-6666',
      '聯絡手機：0922222222',
      '電子信箱 old-contact@hospital.example',
      '填表人姓名 填表人一號 填表人電話 02-3333-2222 #12',
      '填表人電子信箱 filler@hospital.example',
      '忘記密碼不需要填這張表',
      '醫療機構印（大章）',
      '第 1 頁，共 1 頁',
    ]) {
      expect(countOf(field, text), field).toBe(1);
    }
    expect(await codesOf(1)).toEqual(['C1151122-7K3M9Q']);
  });

  it('ticks a role, and the rest alone', async () => {
    await print({ ...change, changes: { role: { from: 'reporter', to: 'manager' } } });
    expect(textOf()).toContain('■ 帳號權限變更為：■ 管理者 □ 申報者 原 申報者');
    await print({ ...change, changes: { disable: true } });
    expect(textOf()).toContain('□ 電子信箱變更為： ■ 停用帳號 □ 恢復使用');
    await print({ ...change, changes: { reactivate: true } });
    expect(textOf()).toContain('□ 停用帳號 ■ 恢復使用');
  });

  it('does not show what is there to somebody who did not log in', async () => {
    await print({ ...change, changes: { email: { from: null, to: 'new@hospital.example' } } });
    expect(textOf()).toContain('原 （未登入提出，本表不顯示原資料，由職安署核對）');
  });
});

describe('a form', () => {
  it('has English below its Chinese for those who chose it', async () => {
    await print(change, { language: 'en' });
    const text = textOf();
    expect(text).toContain('使用者帳號異動/停用申請表');
    expect(text).toContain('Change or disable a user account');
    expect(text).toContain('Institution code');
    expect(countOf('new@hospital.example', text)).toBe(1);
    await print(newAccounts('manager', [accountOf(1)]), { language: 'en' });
    expect(pageCount()).toBe(1);
  });

  it('stays within its margins with the longest of everything', async () => {
    const side = (last: string) =>
      `2400:cb01:aaaa:bbbb:cccc:dddd:eeee:${last}@2400:cb00:aaaa:bbbb:cccc:dddd:eeee:${last}`;
    const ranges = Array.from({ length: 20 }, (_none, index) =>
      rangeOf(`${side(`ff${index + 10}`)} 至 ${side(`ff${index + 10}`)}`),
    );
    const email = `${'a'.repeat(64)}@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.tw`;
    const account = { ...accountOf(1), userName: 'u'.repeat(32), name: '很'.repeat(60), email, ranges };
    await print(
      { ...newAccounts('reporter', [account, account]), wideReason: '網'.repeat(500) },
      { way: 'scan' },
    );
    expectWithinMargins();
    await print({
      ...change,
      changes: { ranges: { from: ranges, to: ranges }, email: { from: email, to: email } },
    });
    expectWithinMargins();
  });

  it('writes a character that no font has as its number, and asks for it by hand', async () => {
    await print(newAccounts('manager', [{ ...accountOf(1), name: `林\u{10FFFD}明` }]));
    const text = textOf();
    expect(text).toContain('林[U+10FFFD]明');
    expect(text).toContain('請在旁邊以正楷寫出該字');
    await print(newAccounts('manager', [accountOf(1)]));
    expect(textOf()).not.toContain('正楷');
  });

  it('has rare characters from the fonts of this machine, as text too', async () => {
    await print(newAccounts('manager', [{ ...accountOf(1), name: '林𪚥\u{2A700}㛄' }]));
    expect(textOf()).toContain('林𪚥\u{2A700}㛄');
    expect(tool('pdffonts', path)).toMatch(/HanaMin|TW-Sung/);
  });
});

/** The QR codes on a page, as a scanner of 150 dpi would see it. */
async function codesOf(page: number): Promise<readonly string[]> {
  const picture = join(directory, 'scan');
  const only = ['-f', String(page), '-l', String(page), '-singlefile'];
  tool('pdftoppm', '-jpeg', '-gray', '-r', '150', ...only, path, picture);
  return (await inspectScan(readFileSync(`${picture}.jpg`))).codes;
}

/** Left and top of a word, in points. */
function placeOf(word: string): readonly number[] {
  const found = [
    ...tool('pdftotext', '-bbox', path, '-').matchAll(/xMin="([\d.]+)" yMin="([\d.]+)"[^>]*>([^<]*)</g),
  ].find(([, , , text]) => text === word);
  return (found ?? []).slice(1, 3).map(Number);
}

/** Which points of a page are dark: a pixel for each. */
function pictureOf(page: number): (x: number, y: number) => boolean {
  const picture = join(directory, 'page');
  tool('pdftoppm', '-gray', '-r', '72', '-f', String(page), '-singlefile', path, picture);
  const bytes = readFileSync(`${picture}.pgm`);
  const [head = '', width] = /^P5\s+(\d+)\s+\d+\s+255\s/.exec(bytes.toString('latin1', 0, 40)) ?? [];
  return (x, y) => (bytes[head.length + y * Number(width) + x] ?? 0) < 200;
}

function expectWithinMargins(): void {
  const words = [
    ...tool('pdftotext', '-bbox', path, '-').matchAll(
      /xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)"/g,
    ),
  ].map((match) => match.slice(1).map(Number));
  expect(words.length).toBeGreaterThan(100);
  for (const [left = 0, top = 0, right = 0, bottom = 0] of words) {
    expect(left).toBeGreaterThanOrEqual(59);
    expect(right).toBeLessThanOrEqual(536.5);
    expect(top).toBeGreaterThan(25);
    expect(bottom).toBeLessThan(815);
  }
}
