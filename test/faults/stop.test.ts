import { request } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { taipeiDate } from '../../src/clock.js';
import { callApi, waitUntilDecided } from '../../src/demo/api-client.js';
import { sampleFile } from '../../src/demo/sample-files.js';
import { type Installation, startInstallation } from '../support/installation.js';
import { startSecondGateway } from './support/second-gateway.js';

let installation: Installation;

beforeAll(async () => {
  installation = await startInstallation();
}, 60_000);

afterAll(() => installation?.stop());

it('stops within ten seconds of SIGTERM, with an upload under way and exit code 0', async () => {
  const second = await startSecondGateway(installation);
  const token = await installation.logIn('reporter01');
  const { name, bytes } = sampleFile(taipeiDate(new Date()));
  const received = await callApi(second.origin, 'POST', `/api/v1/submissions?kind=general&fileName=${name}`, {
    token,
    file: bytes,
  });
  // An upload of which only the beginning comes: its request stays open while the process is told to stop.
  const cut = sendBeginning(second.origin, token);
  await cut.begun;
  const began = Date.now();
  second.process.kill('SIGTERM');
  expect(await second.ended).toBe(0);
  expect(Date.now() - began).toBeLessThan(10_000);
  await cut.broken;
  // What the stopped gateway had received is decided all the same, by it or by the one that is left.
  const path = `/api/v1/submissions/${received.number}`;
  expect(await waitUntilDecided(installation.origin, path, token)).toMatchObject({
    status: 'accepted',
    rows: 200,
  });
}, 60_000);

function sendBeginning(origin: string, token: string): { begun: Promise<void>; broken: Promise<void> } {
  const upload = request(`${origin}/api/v1/submissions?kind=general&fileName=cut.csv`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'text/csv', 'content-length': '1000000' },
  });
  const broken = new Promise<void>((resolve) => {
    upload.once('error', () => resolve());
    upload.once('close', () => resolve());
  });
  const begun = new Promise<void>((resolve) => upload.write('institution_code,', () => resolve()));
  return { begun, broken };
}
