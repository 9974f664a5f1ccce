import { randomBytes } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parse } from 'csv-parse/sync';
import { beforeEach, describe, expect, it } from 'vitest';
import { csvRow } from '../../../src/csv/index.js';
import { loadReport } from '../../../src/reports/findings/load-report.js';
import type { Submission } from '../../../src/reports/submissions/submission.js';
import { jpegHeader, pngOf } from '../../documents/content/support/made-files.js';
import { opener } from '../../support/databases.js';
import { unpackArchive } from '../../support/unpack-archive.js';
import { type SpecialCells, specialFileOf } from '../process/support/judge-special.js';
import { acceptGoodRows } from '../support/accept-good-rows.js';
import { chest, dustRow } from '../support/dust-rows.js';
import { zipOf } from '../support/make-workbook.js';
import { addInstitution, openReportGround, type ReportGround } from '../support/report-ground.js';
import { type ReportSite, startReportSite } from '../support/report-site.js';

const open = opener('sqlite');
const workers = ['A100000001', 'I100000003', 'W100000001', 'Z100000002', 'B100000002', 'C100000003'];
let ground: ReportGround;
let site: ReportSite;

beforeEach(async () => {
  ground = await openReportGround(await open());
  site = await startReportSite(ground);
  await acceptGoodRows(ground);
  return () => ground.close();
});

describe('the refused rows of an archive', () => {
  it('come back with the images that can be used again, as they were sent, and with nothing of good rows', async () => {
    const { number } = await send(await mixedArchive());
    const { headers, files } = await download(number, 'csv');
    expect(headers).toMatchObject({
      type: 'application/zip',
      fileName: `attachment; filename="____-${number}.zip"; filename*=UTF-8''${encodeURIComponent(`退回的列-${number}`)}.zip`,
    });
    expect([...files.keys()]).toEqual([`退回的列-${number}.csv`, '王.jpg']);
    expect(files.get('王.jpg')).toEqual(withNotes(chest(2)));
    const table = tableOf(files);
    expect(table.map((row) => [row.worker_id, row.chest_xray_image, row.退回原因])).toEqual([
      [workers[1], '王.JPG', expect.stringMatching(/^（原檔第 3 列）性別：[^影]+$/)],
      [
        workers[2],
        'none.jpg',
        expect.stringMatching(
          /^（原檔第 4 列）胸部X光影像檔名：ZIP 檔裡沒有這個名稱的影像。.+ 影像「none\.jpg」沒有附在退回的 ZIP 裡：請把這一筆的 JPG 影像放在表格旁邊，再一起壓縮上傳。$/,
        ),
      ],
      [workers[3], '4.jpg', expect.stringMatching(/不是 JPG，而是 PNG.* 影像「4\.jpg」沒有附在/)],
      [workers[4], '1.jpg', expect.stringMatching(/第 2 列已經用了這張影像.* 影像「1\.jpg」沒有附在/)],
    ]);
  });

  it.each(['csv', 'xlsx'] as const)('are refused again as they are, row by row (%s)', async (format) => {
    const { number } = await send(await mixedArchive());
    const again = await send((await download(number, format)).bytes);
    expect(again).toMatchObject({ state: 'refused', stop: null, counts: { rows: 4, rowsWithErrors: 4 } });
    const report = await loadReport(ground.services, again.id);
    expect(report?.report.details.map(({ row, code }) => `${row} ${code}`)).toEqual([
      '2 RPT_CODE_UNKNOWN',
      '3 RPT_IMAGE_MISSING',
      '4 RPT_IMAGE_MISSING',
      '5 RPT_IMAGE_MISSING',
    ]);
  });

  it('are accepted once they are mended and packed with the images that were asked for', async () => {
    const { number } = await send(await mixedArchive());
    const { files } = await download(number, 'csv');
    const rows = tableOf(files).map((row) => ({ ...row, sex: 'M' }));
    const keys = Object.keys(rows[0] ?? {});
    const mended = rows.map((row, at) =>
      at === 3 ? { ...row, chest_xray_image: '5.jpg' } : row,
    ) as readonly Readonly<Record<string, string>>[];
    const table = csvRow(keys) + mended.map((row) => csvRow(keys.map((key) => row[key] ?? ''))).join('');
    const sent = await send(
      await zipOf({
        ...Object.fromEntries(files),
        [`退回的列-${number}.csv`]: `\uFEFF${table}`,
        'none.jpg': chest(3),
        '4.jpg': chest(4),
        '5.jpg': chest(5),
      }),
    );
    const report = await loadReport(ground.services, sent.id);
    expect(report?.report.details ?? []).toEqual([]);
    expect(sent).toMatchObject({ state: 'accepted', counts: { rows: 4, good: 4 } });
    expect(await ground.db('exam_images').where({ submission_id: sent.id })).toHaveLength(4);
  });

  it('leave an image with the stored row that has it, also where that stands further down', async () => {
    const [head = '', first = '', second = ''] = specialFileOf([
      dustRow('a.jpg', { worker_id: workers[0] ?? '' }),
      dustRow('a.jpg', { worker_id: workers[1] ?? '' }),
    ]).split('\r\n');
    // A row with a cell too many is not read, so the second one takes the image.
    const table = [head, `${first},beyond`, second, ''].join('\r\n');
    const sent = await send(await zipOf({ 't.csv': table, 'a.jpg': chest(1) }));
    expect(sent).toMatchObject({ state: 'accepted', counts: { good: 1, rowsWithErrors: 1 } });
    const { files } = await download(sent.number, 'csv');
    expect([...files.keys()]).toEqual([`退回的列-${sent.number}.csv`]);
    expect([...files.values()].join()).toContain('影像「a.jpg」沒有附在退回的 ZIP 裡');
  });

  it('are the institution’s own, and each download is on the audit trail', async () => {
    const { number } = await send(await mixedArchive());
    const other = await site.signIn(await addInstitution(ground.db, '0101090517', 'stranger'));
    for (const format of ['csv', 'xlsx']) {
      const { status } = await fetch(`${site.url}/submissions/${number}/refused.${format}.zip`, other);
      expect(status).toBe(404);
    }
    expect(await auditedDownloads()).toEqual([]);
    await download(number, 'xlsx');
    expect(await auditedDownloads()).toEqual([
      { target: number, detail: { rows: 4, format: 'xlsx.zip', images: 1 } },
    ]);
  });

  it('are read from a large archive no faster than they are taken away', async () => {
    const names = ['A12345678', 'B12345678', 'C12345678'].flatMap((head) =>
      [1, 2, 3, 4].map((n) => `${head}${n}`),
    );
    const rows = names.map((_, at) => dustRow(`${at}.jpg`, { worker_id: names[at] ?? '', sex: '?' }));
    const images = Object.fromEntries(rows.map(({ chest_xray_image: name = '' }) => [name, largeJpeg()]));
    const table = specialFileOf([dustRow('good.jpg', { worker_id: workers[0] ?? '' }), ...rows]);
    const zip = await zipOf({ 't.csv': table, 'good.jpg': largeJpeg(), ...images }, { compress: false });
    const { number } = await send(zip);
    const counted = countReads(ground);
    site = await startReportSite(counted.ground);
    const answer = await ask(number, 'csv');
    expect(answer.status).toBe(200);
    let taken = 0;
    let ahead = 0;
    for await (const bytes of answer.body ?? []) {
      taken += bytes.length;
      for (let turn = 0; turn < 10; turn += 1) await nextTurn();
      ahead = Math.max(ahead, counted.bytes() - taken);
    }
    // The table of contents, and what lies in the buffers of the line; no image is held.
    expect(ahead).toBeLessThan(20_000_000);
    expect(taken).toBeGreaterThan(48_000_000);
    expect(counted.bytes() - taken).toBeLessThan(4_000_000);
  });

  it('come as an archive of the table alone when none was sent, and not at all when none was refused', async () => {
    const alone = await send(Buffer.from(table({}, { sex: '?' })), 't.csv');
    // Both rows name images that a table alone cannot have.
    expect(alone.state).toBe('refused');
    const without = await send(
      Buffer.from(specialFileOf([noiseRow(workers[0]), { ...noiseRow(workers[1]), sex: '?' }])),
      't.csv',
    );
    expect(without).toMatchObject({ state: 'accepted', counts: { good: 1, rowsWithErrors: 1 } });
    const { files } = await download(without.number, 'csv');
    expect([...files.keys()]).toEqual([`退回的列-${without.number}.csv`]);
    expect((await ask(alone.number, 'csv')).status).toBe(404);
  });
});

/** Rows 2 to 7: good, wrong, without image, with a PNG, with the image of row 2, good. */
function mixedArchive(): Promise<Buffer> {
  const rows: readonly SpecialCells[] = [
    dustRow('1.jpg'),
    dustRow('王.JPG', { sex: '?' }),
    dustRow('none.jpg'),
    dustRow('4.jpg'),
    dustRow('1.jpg'),
    dustRow('6.jpg'),
  ];
  const table = specialFileOf(rows.map((row, index) => ({ ...row, worker_id: workers[index] ?? '' })));
  return zipOf({
    '1.jpg': chest(1),
    '王.jpg': withNotes(chest(2)),
    '4.jpg': pngOf({ width: 8, height: 8 }),
    '6.jpg': jpegHeader({ width: 30, height: 20 }),
    'dust.csv': table,
  });
}

function table(...changes: readonly SpecialCells[]): string {
  return specialFileOf(
    changes.map((change, at) => dustRow(`${at}.jpg`, { worker_id: workers[at] ?? '', ...change })),
  );
}

function noiseRow(worker = ''): SpecialCells {
  return dustRow('', { worker_id: worker, hazard_code: '02' });
}

/** With a comment, which is taken out of images that are kept. */
function withNotes(jpeg: Buffer): Buffer {
  const comment = Buffer.from('made at the test hospital');
  const head = Buffer.from([0xff, 0xfe, 0, comment.length + 2]);
  return Buffer.concat([jpeg.subarray(0, 2), head, comment, jpeg.subarray(2)]);
}

/** Of 4 MB: comments that nobody can press, 64 KB each (ITU-T T.81, B.2.4.5). */
function largeJpeg(): Buffer {
  const jpeg = jpegHeader({ width: 30, height: 20 });
  const comments = Array.from({ length: 62 }, () => [commentHead, randomBytes(65_533)]).flat();
  return Buffer.concat([jpeg.subarray(0, 2), ...comments, jpeg.subarray(2)]);
}

const commentHead = Buffer.from([0xff, 0xfe, 0xff, 0xff]);

/** The same ground, where it is counted how much is read from inside of files. */
function countReads(counted: ReportGround) {
  let read = 0;
  const { documents } = counted.services;
  const services = {
    ...counted.services,
    documents: {
      ...documents,
      async *readRange(...args: Parameters<typeof documents.readRange>) {
        for await (const bytes of documents.readRange(...args)) {
          read += bytes.length;
          yield bytes;
        }
      },
    },
  };
  return { ground: { ...counted, services }, bytes: () => read };
}

async function send(bytes: Buffer, name = 'dust.zip'): Promise<Submission> {
  const { number } = await ground.send(bytes, { kind: 'special', name });
  await ground.work();
  expect(ground.failures).toEqual([]);
  return ground.read(number);
}

async function ask(number: string, format: 'csv' | 'xlsx'): Promise<Response> {
  const { headers } = await site.signIn(ground.institution);
  return fetch(`${site.url}/submissions/${number}/refused.${format}.zip`, { headers });
}

async function download(number: string, format: 'csv' | 'xlsx') {
  const answer = await ask(number, format);
  expect(answer.status).toBe(200);
  const bytes = Buffer.from(await answer.arrayBuffer());
  const files = await unpackArchive(bytes);
  const headers = {
    type: answer.headers.get('content-type'),
    fileName: answer.headers.get('content-disposition'),
  };
  return { bytes, files, headers };
}

function tableOf(files: ReadonlyMap<string, Buffer>): readonly Record<string, string>[] {
  const [bytes = Buffer.alloc(0)] = files.values();
  return parse(bytes, { bom: true, columns: true });
}

async function auditedDownloads() {
  const entries: Buffer[] = await ground
    .db('audit_entries')
    .where({ action: 'submission.refused-rows' })
    .pluck('bytes');
  return entries.map((bytes) => {
    const { target, detail } = JSON.parse(String(bytes));
    return { target: target.reference, detail };
  });
}
