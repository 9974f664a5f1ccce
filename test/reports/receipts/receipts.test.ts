import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { UnsealError } from '../../../src/keys/index.js';
import { checkSignature } from '../../../src/reports/receipts/check-signature.js';
import { listReceiptCertificates } from '../../../src/reports/receipts/receipt-certificates.js';
import { run } from '../../../src/reports/receipts/verify-command.js';
import { opener } from '../../support/databases.js';
import { createSink } from '../../support/sink.js';
import { ask } from '../../web/support/ask.js';
import type { OpenedSession } from '../../web/support/sessions-in-memory.js';
import { makeAnotherSigner } from '../support/another-signer.js';
import { openReportGround, type ReportGround, sample } from '../support/report-ground.js';
import { type ReportSite, startReportSite } from '../support/report-site.js';

const open = opener('sqlite');

describe('a receipt', () => {
  let ground: ReportGround;
  let site: ReportSite;
  let session: OpenedSession;
  let content: Buffer;
  let signature: Buffer;
  let number: string;
  let files: { receipt: string; signature: string; certificate: string };

  beforeAll(async () => {
    ground = await openReportGround(await open());
    site = await startReportSite(ground);
    session = await site.signIn(ground.institution);
    const submission = await ground.send(sample({ rows: 5 }));
    await ground.work();
    const below = `${site.url}/submissions/${submission.number}/receipt`;
    content = await bytes(`${below}.json`);
    signature = await bytes(`${below}.p7s`);
    number = JSON.parse(content.toString()).number;
    const save = (name: string, data: Buffer) => {
      const path = join(ground.directory, name);
      writeFileSync(path, data);
      return path;
    };
    files = {
      receipt: save('receipt.json', content),
      signature: save('receipt.p7s', signature),
      certificate: save('receipt.pem', await bytes(`${site.url}/receipts/certificate.pem`)),
    };
  });

  it('is accepted by openssl cms -verify', () => {
    expect(verifyWithOpenssl(files.signature, files.receipt)).toBe(true);
  });

  it('to print is accepted by it too, with the signature of the PDF in the same language', async () => {
    const below = `${site.url}/submissions/${JSON.parse(content.toString()).submission}/receipt`;
    const save = async (name: string, end: string, language: string) => {
      const file = join(ground.directory, name);
      const cookie = `${session.headers.cookie}; lang=${language}`;
      writeFileSync(file, await bytes(`${below}${end}`, { cookie }));
      return file;
    };
    const chinese = await save('zh.pdf', '.pdf', 'zh-Hant');
    const english = await save('en.pdf', '.pdf', 'en');
    const signed = await save('en.pdf.p7s', '.pdf.p7s', 'en');
    expect(verifyWithOpenssl(signed, english)).toBe(true);
    expect(verifyWithOpenssl(signed, chinese)).toBe(false);
    expect(verifyWithOpenssl(signed, files.receipt)).toBe(false);
  });

  it('is checked without a gateway by the command', async () => {
    const whole = await verify(files.receipt);
    expect(whole.code).toBe(0);
    expect(whole.output).toContain(`Authentic receipt ${number}`);
    const changed = join(ground.directory, 'changed.json');
    writeFileSync(changed, content.toString().replace('"stored":5', '"stored":6'));
    expect(await verify(changed)).toMatchObject({ code: 1 });
    expect(await verify(join(ground.directory, 'absent.json'))).toMatchObject({ code: 2 });
    expect(await run([], createSink().io)).toBe(2);
  });

  it('is not authentic with any byte of the signature changed', () => {
    const { certificate } = ground.services.receiptSigner;
    expect(checkSignature(content, signature, certificate)).toBe(true);
    for (const at of [signature.length - 1, signature.length - 300]) {
      const changed = Buffer.from(signature);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(checkSignature(content, changed, certificate)).toBe(false);
    }
    expect(checkSignature(content, Buffer.from('nonsense'), certificate)).toBe(false);
  });

  it('is found by anyone by its number, without account, card and file name', async () => {
    const page = await (await ask(`${site.url}/receipts/verify?number=${number.toLowerCase()}`)).text();
    expect(page).toContain('這個編號的收執聯是本系統簽發的，簽章有效。');
    expect(page).toContain('測試醫院 1268650500');
    for (const hidden of ['王申報', 'reporter', 'abababab', '健檢.csv']) expect(page).not.toContain(hidden);
    const unknown = await ask(`${site.url}/receipts/verify?number=R1151122-333333`);
    expect(unknown.status).toBe(422);
    expect(await unknown.text()).toContain('找不到這個收執聯。');
  });

  it('is checked by anyone as a file, and a changed one is found out', async () => {
    expect(await check(content)).toContain('這個檔案是本系統簽發的收執聯，內容沒有更動，簽章有效。');
    const changed = Buffer.from(content.toString().replace('"stored":5', '"stored":6'));
    expect(await check(changed)).toContain('這個檔案不是本系統簽發的收執聯，或內容已被更動。');
    expect(await check(Buffer.from('{}'))).toContain('這不是健報的收執聯 JSON 檔。');
    expect(await check(Buffer.alloc(100_000, '{'))).toContain('這不是健報的收執聯 JSON 檔。');
  });

  it('is a PDF with the number in it', async () => {
    const pdf = await bytes(
      `${site.url}/submissions/${JSON.parse(content.toString()).submission}/receipt.pdf`,
    );
    const words = execFileSync('pdftotext', ['-', '-'], { input: pdf }).toString();
    expect(words).toContain(number);
    expect(words).toContain('測試醫院');
  });

  it('is checked after the signing key has changed, on the page and with the certificates it hands out', async () => {
    const later = await openReportGround(await open());
    const before = await startReportSite(later);
    const submission = await later.send(sample({ rows: 3 }));
    await later.work();
    const headers = (await before.signIn(later.institution)).headers;
    const below = `/submissions/${submission.number}/receipt`;
    const [old, oldSignature] = [
      await bytes(`${before.url}${below}.json`, headers),
      await bytes(`${before.url}${below}.p7s`, headers),
    ];
    const former = later.services.receiptSigner;
    Object.assign(later.services, { receiptSigner: await makeAnotherSigner(later) });
    Object.assign(later.jobServices, { receiptSigner: later.services.receiptSigner });
    const second = await later.send(sample({ rows: 4, seed: 5 }));
    await later.work();
    const after = await startReportSite(later);

    const one = JSON.parse(old.toString()).number;
    const found = await (await ask(`${after.url}/receipts/verify?number=${one}`)).text();
    expect(found).toContain('這個編號的收執聯是本系統簽發的，簽章有效。');
    const now = (await after.signIn(later.institution)).headers;
    const pdf = await bytes(`${after.url}${below}.pdf`, now);
    const fingerprint = former.certificate.fingerprint256.replaceAll(':', '').toLowerCase();
    expect(execFileSync('pdftotext', ['-', '-'], { input: pdf }).toString()).toContain(
      fingerprint.slice(0, 8),
    );

    const certificates = await bytes(`${after.url}/receipts/certificate.pem`, now);
    expect(certificates.toString().match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
    const save = (name: string, data: Buffer) => {
      const path = join(later.directory, name);
      writeFileSync(path, data);
      return path;
    };
    const certificate = save('all.pem', certificates);
    const secondBelow = `${after.url}/submissions/${second.number}/receipt`;
    const pairs = [
      [old, oldSignature],
      [await bytes(`${secondBelow}.json`, now), await bytes(`${secondBelow}.p7s`, now)],
    ] as const;
    for (const [receipt, signed] of pairs) {
      const files = [
        save('r.json', receipt),
        '--signature',
        save('r.p7s', signed),
        '--certificate',
        certificate,
      ];
      expect(await run(files, createSink().io)).toBe(0);
    }
    // Who can write to the database only cannot have a certificate of their own believed.
    const sealed = Buffer.from((await makeAnotherSigner(later)).certificate.toString());
    await later.db('receipt_certificates').insert({ fingerprint: Buffer.alloc(32, 1), sealed, kept_at: 'x' });
    await expect(listReceiptCertificates(later.services)).rejects.toThrow(UnsealError);
  });

  async function bytes(address: string, headers = session.headers): Promise<Buffer> {
    const answer = await ask(address, { headers });
    expect(answer.status).toBe(200);
    return Buffer.from(await answer.arrayBuffer());
  }

  function verifyWithOpenssl(signed: string, file: string): boolean {
    const args = ['cms', '-verify', '-binary', '-inform', 'DER', '-in', signed, '-content', file];
    const { status } = spawnSync('openssl', [...args, '-CAfile', files.certificate, '-out', '/dev/null']);
    return status === 0;
  }

  async function check(file: Buffer): Promise<string> {
    const body = new FormData();
    body.append('_csrf', session.csrfToken);
    body.append('file', new Blob([new Uint8Array(file)]), 'receipt.json');
    const answer = await fetch(`${site.url}/receipts/verify`, {
      method: 'POST',
      headers: { ...session.headers, 'sec-fetch-site': 'same-origin' },
      body,
    });
    return answer.text();
  }

  async function verify(receipt: string): Promise<{ code: number; output: string }> {
    const sink = createSink();
    const { signature, certificate } = files;
    const code = await run([receipt, '--signature', signature, '--certificate', certificate], sink.io);
    return { code, output: sink.out() };
  }
});
