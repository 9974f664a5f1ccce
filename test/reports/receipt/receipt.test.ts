import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CmsSigner, initKeys, keyFiles, readCmsSigner } from '../../../src/keys/index.js';
import { type Receipt, receiptJson, receiptPdf, signReceipt } from '../../../src/reports/receipt/index.js';

const directory = mkdtempSync(join(tmpdir(), 'jianbao-receipt-'));
const files = keyFiles(directory);
let signer: CmsSigner;
beforeAll(async () => {
  const clock = () => new Date('2026-11-01T00:00:00Z');
  await initKeys({ directory, name: 'jianbao.example', clock, random: randomBytes });
  signer = await readCmsSigner(files.receiptKey, files.receiptCertificate);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const sha256 = createHash('sha256').update('file').digest('hex');
const fingerprint = createHash('sha256').update('card').digest('hex');
const receipt: Receipt = {
  number: 'R-115-7Q4K-M2XD',
  submission: 'S-115-000042',
  institution: { code: '1268650500', name: '測試醫院' },
  account: { userName: 'reporter01', name: '王小明' },
  card: { profile: 'citizen', fingerprint },
  kind: 'general',
  file: { name: '勞工健檢_1151120.csv', size: 1_234_567, sha256 },
  counts: { rows: 1234, stored: 1234, warningsConfirmed: 7 },
  receivedAt: '2026-11-22T00:58:12.000Z',
  acceptedAt: '2026-11-22T16:59:03.000Z',
  verifyAt: 'https://jianbao.example/receipts/R-115-7Q4K-M2XD',
};
const grouped = (digest: string) => (digest.match(/.{8}/g) ?? []).join(' ');

describe('the JSON receipt', () => {
  it('is canonical: members in order, no blanks, UTF-8', () => {
    const text = receiptJson(receipt).toString();
    expect(text.slice(0, 60)).toBe('{"acceptedAt":"2026-11-22T16:59:03.000Z","account":{"name":"');
    expect(JSON.parse(text)).toEqual({ format: 'jianbao-receipt:1', ...receipt });
    const { number, ...rest } = receipt;
    expect(receiptJson({ ...rest, number })).toEqual(receiptJson(receipt));
  });

  it('carries a signature that openssl accepts, and no longer when a digit was changed', async () => {
    const json = join(directory, 'receipt.json');
    const signature = join(directory, 'receipt.p7s');
    writeFileSync(signature, await signReceipt(receipt, signer, new Date(receipt.acceptedAt)));
    const verify = (content: Buffer) => {
      writeFileSync(json, content);
      const attime = String(Date.parse('2026-12-01T00:00:00Z') / 1000);
      const args = [
        '-inform',
        'DER',
        '-in',
        signature,
        '-content',
        json,
        '-CAfile',
        files.receiptCertificate,
      ];
      return execFileSync('openssl', ['cms', '-verify', '-binary', '-attime', attime, ...args], {
        stdio: 'pipe',
      });
    };
    expect(verify(receiptJson(receipt))).toEqual(receiptJson(receipt));
    const altered = { ...receipt, counts: { ...receipt.counts, stored: 1235 } };
    expect(() => verify(receiptJson(altered))).toThrow('CMS Verification failure');
  });
});

describe('the PDF receipt', () => {
  const signerFingerprint = createHash('sha256').update('signer').digest('hex');
  const textOf = async (language: 'zh-Hant' | 'en', changed: Receipt = receipt) => {
    const path = join(directory, 'receipt.pdf');
    writeFileSync(path, await receiptPdf(changed, { language, signerFingerprint }));
    return execFileSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' });
  };

  it('names those who signed the file, when somebody did', async () => {
    expect(await textOf('zh-Hant')).not.toContain('文件簽章');
    const signature = {
      account: { userName: 'manager01', name: '林志明' },
      card: { profile: 'citizen', fingerprint: sha256 },
      signedAt: '2026-11-22T15:58:00.000Z',
    };
    const text = (await textOf('zh-Hant', { ...receipt, signatures: [signature] })).replace(/\s+/g, ' ');
    for (const part of [
      '文件簽章',
      '林志明（manager01）',
      '簽章時間 中華民國115年11月22日 23:58',
      sha256.slice(0, 8),
    ]) {
      expect(text).toContain(part);
    }
  });

  it('says everything in Chinese, times in Taipei with the ROC year', async () => {
    const text = (await textOf('zh-Hant')).replace(/\s+/g, ' ');
    for (const part of [
      '勞工健檢申報收執聯',
      '茲收執測試醫院申報之勞工健康檢查資料，共 1,234 筆，經檢核後全部收件。',
      '收執聯編號 R-115-7Q4K-M2XD',
      '申報批次編號 S-115-000042',
      '醫療機構及代碼 測試醫院 1268650500',
      '健檢種類 一般健康檢查',
      '上傳時間 中華民國115年11月22日 08:58（臺北時間）',
      '收件時間 中華民國115年11月23日 00:59（臺北時間）',
      '檔案名稱 勞工健檢_1151120.csv',
      '檔案大小 1,234,567 位元組',
      `檔案的 SHA-256 ${grouped(sha256)}`,
      '收件筆數 1,234',
      '已確認的警告 7',
      '帳號 reporter01（王小明）',
      '憑證卡 自然人憑證',
      `憑證指紋（SHA-256） ${grouped(fingerprint)}`,
      'https://jianbao.example/receipts/R-115-7Q4K-M2XD',
      grouped(signerFingerprint),
      '第 1 頁，共 1 頁',
    ]) {
      expect(text).toContain(part);
    }
  });

  it('says it in English', async () => {
    const text = (await textOf('en')).replace(/\s+/g, ' ');
    expect(text).toContain(
      'The labour health exams reported for 測試醫院 were checked and stored: 1,234 records.',
    );
    expect(text).toContain('Accepted 23 November 2026 (ROC year 115), 00:59 (Taipei time)');
    expect(text).toContain('Card Citizen card');
    expect(text).toContain('Page 1 of 1');
  });

  it('stays whole with the longest names', async () => {
    const text = await textOf('zh-Hant', {
      ...receipt,
      institution: { code: '1268650500', name: '國立示範大學醫學院附設醫院'.repeat(6) },
      file: { ...receipt.file, name: `${'很長的檔名_'.repeat(40)}.csv` },
    });
    expect(text.replace(/\s+/g, '')).toContain('很長的檔名_'.repeat(40));
    expect(text.replace(/\s+/g, '')).toContain('第1頁，共2頁');
  });

  it('is the same again for the same receipt', async () => {
    const options = { language: 'zh-Hant', signerFingerprint } as const;
    expect((await receiptPdf(receipt, options)).equals(await receiptPdf(receipt, options))).toBe(true);
  });
});
