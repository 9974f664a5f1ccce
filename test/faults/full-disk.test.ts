import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { reconcile } from '../../src/reports/reconciliation/reconcile.js';
import { openReportGround, type ReportGround, sample } from '../reports/support/report-ground.js';
import { startReportSite } from '../reports/support/report-site.js';
import {
  checksumHeader,
  offsetOf,
  pathOf,
  sha256,
  submissionOf,
  tusAsker,
} from '../reports/uploads/support/tus-asker.js';
import { opener } from '../support/databases.js';
import { jsonOf } from '../web/support/ask.js';

vi.setConfig({ testTimeout: 60_000 });

const disk = mountSmallDisk(24);
if (disk === undefined) console.warn('A full disk is not tested here: no small disk could be mounted.');

describe.skipIf(disk === undefined)('a disk that is full', () => {
  const folder = disk ?? '';
  const open = opener('sqlite');
  let ground: ReportGround;

  beforeAll(() => void vi.stubEnv('TMPDIR', folder));

  // Database, uploads and everything else lie on the small disk.
  beforeEach(async () => {
    ground = await openReportGround(await open());
  });

  afterEach(() => {
    free();
    ground.close();
  });

  afterAll(() => {
    vi.unstubAllEnvs();
    // The database is still open; the disk goes with it.
    execFileSync('umount', ['--lazy', folder]);
    rmSync(folder, { recursive: true, force: true });
  });

  it('when a file is sent: it is refused whole, and taken once there is room again', async () => {
    const file = sample({ rows: 2_000 });
    fill(file.length / 2);
    await expect(ground.send(file)).rejects.toMatchObject({ code: 'ENOSPC' });
    expect(ground.storedFiles()).toEqual([]);
    expect(await ground.db('submissions').count({ n: '*' })).toEqual([{ n: 0 }]);
    free();
    const { number } = await ground.send(file);
    await ground.work();
    expect((await ground.read(number)).state).toBe('accepted');
  });

  it('while rows are staged: the job is given back, and done once there is room again', async () => {
    const { number, id } = await ground.send(sample({ rows: 6_000 }));
    fill(1_500_000);
    await ground.work();
    const [failure] = ground.failures;
    expect(String(failure)).toMatch(/full|ERR_UNAVAILABLE/);
    expect(['received', 'processing']).toContain((await ground.read(number)).state);
    expect(await ground.db('receipts').count({ n: '*' })).toEqual([{ n: 0 }]);

    free();
    // Tries come at longer and longer distances.
    ground.now = new Date(ground.now.getTime() + 600_000);
    await ground.work();
    expect((await ground.read(number)).state).toBe('accepted');
    const [counted] = await ground.db('exam_records').where({ submission_id: id }).count({ n: '*' });
    expect(Number(counted?.n)).toBe(6_000);
    ground.now = new Date(ground.now.getTime() + 600_000);
    const { db, documents, jobServices } = ground;
    const clock = () => ground.now;
    expect((await reconcile({ db, documents, clock, log: jobServices.log }, 'all')).faults).toEqual([]);
  });

  it('while a file comes in parts: the part is left out and leaves nothing, and is sent again once there is room', async () => {
    const site = await startReportSite(ground);
    const { headers } = await site.signIn(ground.institution, { carrier: 'bearer' });
    const tus = tusAsker(site.url, headers);
    const file = Buffer.alloc(3_000_000, 'part by part,');
    const path = pathOf(await tus.begin(file.length, { kind: 'general', sha256: sha256(file) }));
    await tus.patch(path, 0, file.subarray(0, 1_000_000));
    const before = ground.storedFiles();
    fill(500_000);
    const rest = file.subarray(1_000_000);
    for (const checksum of [{}, checksumHeader(rest)]) {
      const answer = await tus.patch(path, 1_000_000, rest, checksum);
      expect([answer.status, (await jsonOf(answer)).code]).toEqual([503, 'ERR_UNAVAILABLE']);
      expect(ground.storedFiles()).toEqual(before);
      expect(offsetOf(await tus.head(path))).toBe(1_000_000);
    }
    free();
    const last = await tus.patch(path, 1_000_000, rest);
    expect((await ground.read(submissionOf(last))).file.sha256.toString('hex')).toBe(sha256(file));
  });

  it('while the parts are joined: they are kept, and asked once more it becomes the submission', async () => {
    const site = await startReportSite(ground);
    const { headers } = await site.signIn(ground.institution, { carrier: 'bearer' });
    const tus = tusAsker(site.url, headers);
    const file = Buffer.alloc(3_000_000, 'joined at the end,');
    const path = pathOf(await tus.begin(file.length, { kind: 'general', sha256: sha256(file) }));
    fill(4_000_000);
    expect((await tus.patch(path, 0, file)).status).toBe(503);
    expect(offsetOf(await tus.head(path))).toBe(file.length);
    expect(await ground.db('submissions').count({ n: '*' })).toEqual([{ n: 0 }]);
    free();
    const last = await tus.patch(path, file.length, Buffer.alloc(0));
    expect((await ground.read(submissionOf(last))).file.sha256.toString('hex')).toBe(sha256(file));
    expect(ground.storedFiles()).toHaveLength(1);
  });

  /** Leaves so many bytes free. */
  function fill(leaving: number): void {
    const { bavail, bsize } = statfsSync(folder);
    writeFileSync(join(folder, 'filler'), Buffer.alloc(Math.floor(bavail * bsize - leaving)));
  }

  function free(): void {
    rmSync(join(folder, 'filler'), { force: true });
  }
});

/** A disk of so many megabytes, or undefined where mounting is not permitted. */
function mountSmallDisk(megabytes: number): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'jianbao-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: 'pipe' });
    return folder;
  } catch {
    rmSync(folder, { recursive: true, force: true });
    return undefined;
  }
}
