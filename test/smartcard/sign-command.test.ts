import { createHash, X509Certificate } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { run as runHere, type World } from '../agent-command/support/run.js';
import {
  type DemoCards,
  demoCards,
  demoMoment,
  type InsertedCards,
  insertCards,
} from '../support/demo-cards.js';
import { verifyDocument } from '../support/verify-document.js';

const pin = '246810';
const document = Buffer.from('一份報告\n');

let demo: DemoCards;
let inserted: InsertedCards;
let scratch: string;
let folder: string;
let file: string;

beforeAll(async () => {
  demo = await demoCards();
  inserted = await insertCards(demo, ['reporter']);
  scratch = await mkdtemp(join(tmpdir(), 'jianbao-sign-'));
});
beforeEach(async () => {
  folder = await mkdtemp(join(scratch, 'files-'));
  file = join(folder, '報告 1.csv');
  await writeFile(file, document);
});
afterAll(async () => {
  await inserted.remove();
  await rm(scratch, { recursive: true });
});

function sign(args: readonly string[], world: World = {}) {
  const cards = ['--module', inserted.modulePath, '--softhsm-conf', inserted.configFile];
  return runHere(['sign', ...args, ...cards], { clock: () => demoMoment, ...world });
}

const said = async (signature: string) =>
  verifyDocument(demo, { document, signature: await readFile(signature), scratch });

describe('jianbao-card sign', () => {
  it('asks on the terminal with name and digest, then for the PIN, and writes the signature beside the file', async () => {
    const { exit, out, errors, questions } = await sign([file], { answers: ['y', pin] });
    expect([exit, out]).toEqual([0, [`已簽署 ${file}，簽章檔為 ${file}.p7s。`]]);
    expect(errors).toContain('要用您的憑證卡簽署這份文件嗎？\n  文件: 報告 1.csv\n  SHA-256: ');
    expect(errors).toContain(createHash('sha256').update(document).digest('hex').slice(0, 8));
    expect(questions).toEqual(['同意請輸入 y，取消請直接按 Enter：', '憑證卡的 PIN 碼：']);
    expect(await said(`${file}.p7s`)).toBe('CAdES Verification successful');
    expect(await readdir(folder)).toEqual(['報告 1.csv', '報告 1.csv.p7s']);
  });

  it('for programs: agreed by an option, the PIN from a descriptor, one JSON object', async () => {
    const out = join(folder, 'signature.p7s');
    const args = [file, '--agree', '--pin-fd', '4', '--out', out, '--json'];
    const { exit, json, questions } = await sign(args, { descriptors: { 4: pin } });
    expect([exit, questions]).toEqual([0, []]);
    expect(json).toEqual({
      file,
      signature: out,
      certificate: expect.any(String),
      digest: { algorithm: 'SHA-256', value: createHash('sha256').update(document).digest('hex') },
    });
    const { subject } = new X509Certificate(Buffer.from(json.certificate, 'base64'));
    expect(subject).toContain('CN=陳怡君');
    expect(await said(out)).toBe('CAdES Verification successful');
  });

  it('writes nothing, and asks for no PIN, when the person does not agree', async () => {
    const { exit, questions } = await sign([file], { answers: [''] });
    expect([exit, questions.length]).toEqual([4, 1]);
    expect(await readdir(folder)).toEqual(['報告 1.csv']);
  });

  it('writes nothing where nobody can be asked', async () => {
    const { exit, json } = await sign([file, '--pin-fd', '4', '--json'], { descriptors: { 4: pin } });
    expect([exit, json.code]).toEqual([4, 'ERR_AGENT_CANCELLED']);
    expect(await readdir(folder)).toEqual(['報告 1.csv']);
  });

  it('never overwrites, unless told to', async () => {
    await writeFile(`${file}.p7s`, 'kept');
    const args = [file, '--agree', '--pin-fd', '4', '--json'];
    const { exit, json, questions } = await sign(args, { descriptors: { 4: pin } });
    expect([exit, json.code, questions]).toEqual([2, 'ERR_AGENT_FILE_EXISTS', []]);
    expect(await readFile(`${file}.p7s`, 'utf8')).toBe('kept');
    expect((await sign([...args, '--force'], { descriptors: { 4: pin } })).exit).toBe(0);
    expect(await said(`${file}.p7s`)).toBe('CAdES Verification successful');
  });

  it('never overwrites what came there while the person was asked', async () => {
    const answers = [
      async () => {
        await writeFile(`${file}.p7s`, 'kept');
        return 'y';
      },
      pin,
    ];
    expect((await sign([file, '--json'], { answers })).json.code).toBe('ERR_AGENT_FILE_EXISTS');
    expect(await readFile(`${file}.p7s`, 'utf8')).toBe('kept');
    expect(await readdir(folder)).toEqual(['報告 1.csv', '報告 1.csv.p7s']);
  });

  it.each([
    ['that is not there', () => join(folder, 'none.csv')],
    ['that is a folder', () => folder],
  ])('says of a file %s that it cannot be read, before a card is used', async (_what, path) => {
    const { exit, json } = await sign([path(), '--agree', '--json']);
    expect([exit, json.code]).toEqual([2, 'ERR_AGENT_FILE']);
  });

  it('says of a folder that is not there that nothing could be written', async () => {
    const args = [file, '--agree', '--pin-fd', '4', '--out', join(folder, 'none', 'x.p7s'), '--json'];
    expect((await sign(args, { descriptors: { 4: pin } })).json.code).toBe('ERR_AGENT_FILE');
    await mkdir(join(folder, 'none'));
    expect((await sign(args, { descriptors: { 4: pin } })).exit).toBe(0);
  });

  it('tells a wrong PIN, and wants an agreement to the last try', async () => {
    const args = [file, '--agree', '--pin-fd', '4', '--json'];
    const { exit, json } = await sign(args, { descriptors: { 4: '735291' } });
    expect([exit, json.code, json.triesLeft]).toEqual([4, 'ERR_AGENT_PIN_WRONG', 2]);
    expect(await readdir(folder)).toEqual(['報告 1.csv']);
  });

  it('takes no PIN as an argument', async () => {
    const { exit, errors } = await sign([file, '--agree', '--pin', pin]);
    expect([exit, errors.includes(pin), errors.includes('--pin-fd')]).toEqual([2, false, true]);
  });

  it('takes one file', async () => {
    expect((await sign([])).exit).toBe(2);
    expect((await sign([file, file])).exit).toBe(2);
  });
});

describe('jianbao-card serve', () => {
  const serve = (...more: readonly string[]) =>
    runHere(
      [
        'serve',
        '--origin',
        'https://jianbao.example.tw',
        '--port',
        '0',
        '--pairing-file',
        join(folder, 'p'),
        ...more,
      ],
      {},
    );

  it.each([
    [['--consent', 'window', '--pin', 'agent'], 0],
    [['--consent', 'terminal', '--pin', 'agent'], 0],
    [['--consent', 'page', '--pin', 'agent'], 2],
    [['--consent', 'window', '--open-command', ' '], 2],
    [['--consent', 'nobody'], 2],
  ])('with %j ends with code %i', async (args, code) => {
    expect((await serve(...args)).exit).toBe(code);
  });
});
