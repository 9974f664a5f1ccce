import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAskGateway } from '../../smartcard/cli/gateway/ask-gateway.js';
import { openSubmissions } from '../../smartcard/cli/gateway/submissions.js';
import { openReportGround, type ReportGround } from '../reports/support/report-ground.js';
import { startReportSite } from '../reports/support/report-site.js';
import { type CountingLine, openCountingLine } from '../reports/uploads/support/counting-line.js';
import { sha256 } from '../reports/uploads/support/tus-asker.js';
import { opener } from '../support/databases.js';

const open = opener('sqlite');
const megabyte = 1_000_000;
let ground: ReportGround;
let line: CountingLine;
let token: string;

beforeAll(async () => {
  ground = await openReportGround(await open());
  line = await openCountingLine();
  const site = await startReportSite(ground, { origin: line.url });
  line.leadTo(Number(new URL(site.url).port));
  token = (await site.signIn(ground.institution, { carrier: 'bearer' })).value;
});

afterAll(() => line?.close());

it('a large file goes over a line that is cut, without what had arrived being sent again', async () => {
  const file = Buffer.alloc(10 * megabyte, 'a hospital’s own system\n');
  const pauses: number[] = [];
  line.cutAfter(7 * megabyte);
  const { submission } = await openSubmissions(createAskGateway(line.url, 'en'), token).submitInParts(
    order(file),
    {
      pause: async (milliseconds) => {
        pauses.push(milliseconds);
        line.mend();
      },
    },
  );
  expect(submission).toMatchObject({ status: 'received', sha256: sha256(file) });
  expect(pauses).toEqual([1_000]);
  expect(line.sent()).toBeLessThan(14 * megabyte);
});

it('a later run goes on with what an earlier one has begun', async () => {
  const file = Buffer.alloc(10 * megabyte, 'cut off for longer\n');
  const submissions = openSubmissions(createAskGateway(line.url, 'en'), token);
  line.cutAfter(7 * megabyte);
  const gaveUp = submissions.submitInParts(order(file), { pause: async () => undefined });
  await expect(gaveUp).rejects.toMatchObject({ code: 'ERR_AGENT_GATEWAY_UNREACHABLE' });
  line.mend();
  const before = line.sent();
  const { submission } = await submissions.submitInParts(order(file), { pause: async () => undefined });
  expect(submission.sha256).toBe(sha256(file));
  expect(line.sent() - before).toBeLessThan(7 * megabyte);
});

it('what the gateway refuses is said in its words', async () => {
  const refused = openSubmissions(createAskGateway(line.url, 'en'), token).submitInParts(
    { ...order(Buffer.alloc(10)), kind: 'dental' },
    { pause: async () => undefined },
  );
  await expect(refused).rejects.toMatchObject({ gatewayCode: 'ERR_FIELDS' });
});

function order(file: Buffer) {
  return {
    kind: 'general',
    correction: undefined,
    fileName: 'exams.csv',
    file: new Blob([new Uint8Array(file)]),
    sha256: sha256(file),
  };
}
