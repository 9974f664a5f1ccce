import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/database/index.js';
import { pngOf } from '../documents/content/support/made-files.js';
import { type SpecialCells, specialFileOf } from '../reports/process/support/judge-special.js';
import { acceptGoodRows } from '../reports/support/accept-good-rows.js';
import { chest, dustRow } from '../reports/support/dust-rows.js';
import { zipOf } from '../reports/support/make-workbook.js';
import { type Installation, startInstallation } from '../support/installation.js';
import { unpackArchive } from '../support/unpack-archive.js';
import { startCuttingProxy } from './support/cutting-proxy.js';
import { type Ran, run } from './support/run.js';

let installation: Installation;
let db: Database;
let scratch: string;
let token: string;
let serial = 0;

beforeAll(async () => {
  installation = await startInstallation();
  ({ db } = installation.gateway.services);
  scratch = await mkdtemp(join(tmpdir(), 'jianbao-upload-archive-'));
  token = await installation.logIn('reporter01');
}, 60_000);
afterAll(async () => {
  await installation?.stop();
  await rm(scratch, { recursive: true });
});

describe('jianbao-card upload of a ZIP', () => {
  it('reports a table with the images it names', async () => {
    const path = await write(await zipOf({ 'dust.csv': tableOf(2), '1.jpg': chest(1), '2.jpg': chest(2) }));
    const { exit, json } = await upload(path, ['--wait', '--json']);
    expect([exit, json.submission]).toEqual([
      0,
      expect.objectContaining({ status: 'accepted', kind: 'special', rows: 2, good: 2, warnings: 0 }),
    ]);
    expect(await imagesOf(json.submission.number)).toEqual([2, 3]);
  });

  it('says of each row what is wrong with its image', async () => {
    const png = pngOf({ width: 8, height: 8 });
    const path = await write(await zipOf({ 'dust.csv': tableOf(2), '1.jpg': png }));
    const { exit, out } = await upload(path, ['--wait']);
    expect([exit, out.slice(1)]).toEqual([
      7,
      [
        expect.stringMatching(
          /^ {2}錯誤 \w+ 胸部X光影像檔名：ZIP 檔裡沒有這個名稱的影像。.*（1 處，第 3 列）$/,
        ),
        expect.stringMatching(
          /^ {2}錯誤 \w+ 胸部X光影像檔名：這張影像的內容不是 JPG，而是 PNG。.*（1 處，第 2 列）$/,
        ),
      ],
    ]);
  });

  it('says of a ZIP that is packed otherwise how to pack it', async () => {
    const path = await write(await zipOf({ 'dust/dust.csv': tableOf(1), 'dust/1.jpg': chest(1) }));
    const { exit, out } = await upload(path, ['--wait']);
    expect([exit, out[1]]).toEqual([7, expect.stringContaining('ZIP 檔裡的「dust/dust.csv」在資料夾裡。')]);
  });

  it('sends a large one in parts, over a line that is cut, as one submission', async () => {
    const bytes = await largeArchive();
    const path = await write(bytes);
    const proxy = await startCuttingProxy(installation.origin);
    try {
      proxy.cut({ connections: 1, after: 10_000_000 });
      const { exit, json } = await upload(path, ['--wait', '--json'], proxy.origin);
      expect([exit, json.submission]).toEqual([
        0,
        expect.objectContaining({
          status: 'accepted',
          rows: 3,
          size: bytes.length,
          sha256: createHash('sha256').update(bytes).digest('hex'),
        }),
      ]);
      expect(await imagesOf(json.submission.number)).toEqual([2, 3, 4]);
    } finally {
      await proxy.close();
    }
    expect(await submissionsNamed(basename(path))).toBe(1);
    const uploads = await db('resumable_uploads').where({ file_name: basename(path) });
    expect(uploads.map(({ file_size }) => Number(file_size))).toEqual([bytes.length]);
  });

  it.each([
    ['small', () => zipOf({ 't.csv': tableOf(3), '1.jpg': chest(1), '2.jpg': chest(2), '3.jpg': chest(3) })],
    ['large', largeArchive],
  ])('tries a %s one with --dry-run, and nothing of it stays', async (_size, make) => {
    const path = await write(await make());
    const before = await stored();
    expect(await upload(path, ['--dry-run'])).toMatchObject({
      exit: 0,
      out: ['這次只檢查，沒有申報。若申報，會收下 3 列（警告 0 個）。'],
    });
    expect(await stored()).toEqual(before);
  });

  it('tells with --dry-run what a report would find in its images', async () => {
    const path = await write(
      await zipOf({ 't.csv': tableOf(2), '1.jpg': chest(1), '2.jpg': Buffer.from('x') }),
    );
    const before = await stored();
    const { exit, json } = await upload(path, ['--dry-run', '--json']);
    const found = json.findings.groups.map(({ code, ranges }: Group) => [code, ranges]);
    expect([exit, json.submission.status, found]).toEqual([7, 'refused', [['RPT_IMAGE_NOT_JPG', [[3, 3]]]]]);
    expect(await stored()).toEqual(before);
  });
});

describe('the rows of a ZIP that are returned', () => {
  beforeAll(async () => {
    const account = await db('accounts').where({ user_name: 'reporter01' }).first('id', 'institution_id');
    const { code } = await db('institutions').where({ id: account.institution_id }).first('code');
    const institution = { id: account.institution_id, code, accountId: account.id };
    await acceptGoodRows({ db, institution, now: new Date() });
  });

  it('are fetched as a ZIP over the API, and accepted once their table is mended', async () => {
    const table = tableOf(3, { 1: { sex: '?' } });
    const images = { '1.jpg': chest(1), '2.jpg': chest(2), '3.jpg': chest(3) };
    const path = await write(await zipOf({ 'dust.csv': table, ...images }));
    const partly = await upload(path, ['--wait', '--json']);
    expect([partly.exit, partly.json.submission]).toEqual([
      7,
      expect.objectContaining({ status: 'accepted', rows: 3, good: 2 }),
    ]);
    const files = await fetchArchive(partly.json.submission.links.refusedArchive);
    const [name = '', second] = [...files.keys()];
    expect([name, second, files.size]).toEqual([expect.stringMatching(/\.csv$/), '2.jpg', 2]);
    const mended = Buffer.from(String(files.get(name)).replace('?', 'M'));
    const again = await write(await zipOf({ ...Object.fromEntries(files), [name]: mended }));
    const { exit, json } = await upload(again, ['--wait', '--json']);
    expect([exit, json.submission.status, json.submission.good]).toEqual([0, 'accepted', 1]);
    expect(await imagesOf(json.submission.number)).toEqual([2]);
  });
});

interface Group {
  readonly code: string;
  readonly ranges: unknown;
}

async function write(bytes: Buffer): Promise<string> {
  serial += 1;
  const path = join(scratch, `粉塵 ${serial}.zip`);
  await writeFile(path, bytes);
  return path;
}

/** Uploads with a session that is there already. */
function upload(path: string, more: readonly string[], origin = installation.origin): Promise<Ran> {
  const args = ['upload', path, '--kind', 'special', '--gateway', origin, '--session-fd', '3', ...more];
  return run(args, { descriptors: { 3: token } });
}

/** Good rows, but for some cells of some (counted from 0), about exams that no other file has. */
function tableOf(rows: number, changes: Readonly<Record<number, SpecialCells>> = {}): string {
  serial += 1;
  const day = `2026-${String(1 + (serial % 9)).padStart(2, '0')}-${String(1 + Math.floor(serial / 9)).padStart(2, '0')}`;
  const workers = ['A100000001', 'I100000003', 'W100000001'];
  return specialFileOf(
    workers
      .slice(0, rows)
      .map((worker, at) => dustRow(`${at + 1}.jpg`, { worker_id: worker, exam_date: day, ...changes[at] })),
  );
}

/** Of 12 MB: comments that nobody can press, 64 KB each (ITU-T T.81, B.2.4.5). */
function largeArchive(): Promise<Buffer> {
  const head = Buffer.from([0xff, 0xfe, 0xff, 0xff]);
  const comments = () => Array.from({ length: 61 }, () => [head, randomBytes(65_533)]).flat();
  const image = (number: number) => {
    const jpeg = chest(number);
    return Buffer.concat([jpeg.subarray(0, 2), ...comments(), jpeg.subarray(2)]);
  };
  return zipOf(
    { 'dust.csv': tableOf(3), '1.jpg': image(1), '2.jpg': image(2), '3.jpg': image(3) },
    { compress: false },
  );
}

async function imagesOf(number: string): Promise<readonly number[]> {
  const { id } = await db('submissions').where({ number }).first('id');
  return db('exam_images').where({ submission_id: id }).orderBy('row_no').pluck('row_no');
}

async function submissionsNamed(fileName: string): Promise<number> {
  return (await db('submissions').where({ file_name: fileName })).length;
}

/** How much there is of what a report leaves. */
async function stored(): Promise<Readonly<Record<string, unknown>>> {
  const counts: Record<string, unknown> = {};
  for (const table of ['submissions', 'exam_records', 'exam_images', 'receipts', 'resumable_uploads']) {
    const [counted] = await db(table).count({ rows: '*' });
    counts[table] = counted?.rows;
  }
  const kept = await db('documents').whereIn('purpose', ['exam-image', 'submission']);
  return { ...counts, kept: kept.length };
}

async function fetchArchive(path: string): Promise<ReadonlyMap<string, Buffer>> {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(`${installation.origin}${path}`, { headers });
  expect(answer.status).toBe(200);
  const bytes = Buffer.from(await answer.arrayBuffer());
  return unpackArchive(bytes);
}
