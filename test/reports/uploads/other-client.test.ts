import { Upload } from 'tus-js-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { opener } from '../../support/databases.js';
import { openReportGround, type ReportGround, sample } from '../support/report-ground.js';
import { startReportSite } from '../support/report-site.js';
import { type CountingLine, openCountingLine } from './support/counting-line.js';
import { sha256 } from './support/tus-asker.js';

/** The client of the tus project itself, as the system of a hospital may use it. */
const open = opener('sqlite');
let ground: ReportGround;
let line: CountingLine;
let headers: Record<string, string>;

beforeAll(async () => {
  ground = await openReportGround(await open());
  line = await openCountingLine();
  const site = await startReportSite(ground, { origin: line.url });
  line.leadTo(Number(new URL(site.url).port));
  headers = { ...(await site.signIn(ground.institution, { carrier: 'bearer' })).headers };
});

afterAll(() => line?.close());

it.each([
  ['in one request', Number.POSITIVE_INFINITY],
  ['in several', 200_000],
])('tus-js-client sends a file %s, over a cut of the line', async (_name, chunkSize) => {
  const file = sample({ rows: 3_000, seed: chunkSize === 200_000 ? 71 : 72 });
  line.cutAfter(450_000);
  const number = await send(file, chunkSize);
  expect((await ground.read(number)).file).toMatchObject({ name: '健檢.csv', size: file.length });
  expect((await ground.read(number)).file.sha256.toString('hex')).toBe(sha256(file));
});

it('tus-js-client breaks an upload off', async () => {
  const file = sample({ rows: 3_000, seed: 73 });
  await new Promise<void>((resolve, reject) => {
    const upload: Upload = new Upload(file, {
      ...optionsOf(100_000),
      onError: reject,
      onChunkComplete: () => upload.abort(true).then(resolve, reject),
    });
    upload.start();
  });
  expect(await ground.db('resumable_uploads').whereNull('submission_number')).toEqual([]);
});

function send(file: Buffer, chunkSize: number): Promise<string> {
  return new Promise((resolve, reject) => {
    let submission: string | undefined;
    new Upload(file, {
      ...optionsOf(chunkSize),
      onShouldRetry() {
        line.mend();
        return true;
      },
      onAfterResponse(_request, response) {
        submission = response.getHeader('Jianbao-Submission') ?? submission;
      },
      onError: reject,
      onSuccess: () => resolve(submission ?? ''),
    }).start();
  });
}

function optionsOf(chunkSize: number) {
  return {
    endpoint: `${line.url}/api/v1/uploads`,
    headers,
    chunkSize,
    retryDelays: [10, 10, 10],
    metadata: { filename: '健檢.csv', kind: 'general' },
  };
}
