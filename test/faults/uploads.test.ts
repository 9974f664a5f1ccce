import { once } from 'node:events';
import { type ClientRequest, request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sample } from '../reports/support/report-ground.js';
import { startReportSite } from '../reports/support/report-site.js';
import {
  offsetOf,
  patchHeaders,
  pathOf,
  sha256,
  submissionOf,
  type TusAsker,
  tusAsker,
} from '../reports/uploads/support/tus-asker.js';
import { opener } from '../support/databases.js';
import { type Installation, startInstallation } from '../support/installation.js';
import { openGroundOverLine } from './support/ground-over-line.js';
import { type SecondGateway, startSecondGateway } from './support/second-gateway.js';

const piece = 8 * 1024 * 1024;

describe('a gateway killed while a file comes in pieces', () => {
  let installation: Installation;
  let headers: Readonly<Record<string, string>>;
  /** Of the gateway that is left. */
  let tus: TusAsker;
  let doomed: SecondGateway | undefined;

  beforeAll(async () => {
    installation = await startInstallation();
    headers = { authorization: `Bearer ${await installation.logIn('reporter01')}` };
    tus = tusAsker(installation.origin, headers);
  }, 60_000);

  afterAll(async () => {
    doomed?.process.kill('SIGKILL');
    await installation?.stop();
  });

  it('in the middle of a request: the next one goes on after the last whole piece', async () => {
    const file = Buffer.alloc(2 * piece + 1_000_000, 'killed in the middle\n');
    const { path, second } = await begin(file);
    const sending = sendOpenly(second, path, file);
    sending.write(file.subarray(0, 2 * piece + 500_000));
    await until(async () => offsetOf(await tus.head(path)) === 2 * piece);
    await kill(second);
    expect(offsetOf(await tus.head(path))).toBe(2 * piece);
    const last = await tus.patch(path, 2 * piece, file.subarray(2 * piece));
    expect(await submissions(file)).toEqual([submissionOf(last)]);
  }, 60_000);

  it('after the last byte: asked once more, the next one makes the one submission', async () => {
    const file = Buffer.alloc(piece + 1_000, 'killed at the end\n');
    const { path, second } = await begin(file);
    const sending = sendOpenly(second, path, file);
    sending.end(file);
    await until(async () => offsetOf(await tus.head(path)) === file.length);
    await kill(second);
    const last = await tus.patch(path, file.length, Buffer.alloc(0));
    expect(last.status).toBe(204);
    expect(await submissions(file)).toEqual([submissionOf(last)]);
    expect(await installation.gateway.db('resumable_upload_parts')).toEqual([]);
  }, 60_000);

  async function begin(file: Buffer): Promise<{ path: string; second: SecondGateway }> {
    doomed = await startSecondGateway(installation);
    const asker = tusAsker(doomed.origin, headers);
    const path = pathOf(await asker.begin(file.length, { kind: 'general', sha256: sha256(file) }));
    return { path, second: doomed };
  }

  /** A part whose end is left open. */
  function sendOpenly({ origin }: SecondGateway, path: string, file: Buffer): ClientRequest {
    const sending = request(origin + path, {
      method: 'PATCH',
      headers: {
        ...headers,
        ...patchHeaders(0),
        'tus-resumable': '1.0.0',
        'content-length': String(file.length),
      },
    });
    sending.on('error', () => undefined);
    return sending;
  }

  async function kill({ process, ended }: SecondGateway): Promise<void> {
    process.kill('SIGKILL');
    await ended;
  }

  /** The numbers of the submissions of these bytes. */
  function submissions(file: Buffer): Promise<readonly string[]> {
    return installation.gateway
      .db('submissions')
      .where({ file_sha256: Buffer.from(sha256(file), 'hex') })
      .pluck('number');
  }
});

describe('a database that goes away while a file comes in pieces', () => {
  const open = opener('mariadb');

  it('costs a part at the most, and the upload goes on when it is back', async () => {
    const { ground, line, close } = await openGroundOverLine(await open());
    const site = await startReportSite(ground);
    const { headers } = await site.signIn(ground.institution, { carrier: 'bearer' });
    const tus = tusAsker(site.url, headers);
    const file = sample({ rows: 50, seed: 61 });
    const path = pathOf(await tus.begin(file.length, { kind: 'general', sha256: sha256(file) }));
    await tus.patch(path, 0, file.subarray(0, 1_000));
    line.cut();
    expect((await tus.patch(path, 1_000, file.subarray(1_000))).status).toBe(503);
    expect((await tus.head(path)).status).toBe(503);
    line.mend();
    const offset = offsetOf(await tus.head(path));
    expect(offset).toBe(1_000);
    const last = await tus.patch(path, offset, file.subarray(offset));
    expect((await ground.read(submissionOf(last))).file.sha256.toString('hex')).toBe(sha256(file));
    await close();
  });

  it('in the middle of a part leaves it uncounted, and it can be sent again', async () => {
    const { ground, line, close } = await openGroundOverLine(await open());
    const site = await startReportSite(ground);
    const { headers } = await site.signIn(ground.institution, { carrier: 'bearer' });
    const tus = tusAsker(site.url, headers);
    const file = sample({ rows: 50, seed: 62 });
    const path = pathOf(await tus.begin(file.length, { kind: 'general', sha256: sha256(file) }));
    await tus.patch(path, 0, file.subarray(0, 500));
    const sending = request(site.url + path, {
      method: 'PATCH',
      headers: { ...headers, ...patchHeaders(500), 'tus-resumable': '1.0.0', 'content-length': '2000' },
    });
    sending.write(file.subarray(500, 2_000));
    await until(async () => ground.storedFiles().some((name) => name.endsWith('.part')));
    line.cut();
    sending.end(file.subarray(2_000, 2_500));
    const [answer] = await once(sending, 'response');
    answer.resume();
    expect(answer.statusCode).toBe(503);
    line.mend();
    expect(offsetOf(await tus.head(path))).toBe(500);
    const last = await tus.patch(path, 500, file.subarray(500));
    expect((await ground.read(submissionOf(last))).file.sha256.toString('hex')).toBe(sha256(file));
    await close();
  });
});

/** Resolves when the condition holds; the test's own timeout ends a wait in vain. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise(setImmediate);
}
