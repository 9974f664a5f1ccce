import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routesOf } from '../../src/app.js';
import { taipeiDate } from '../../src/clock.js';
import { callApi, waitUntilDecided } from '../../src/demo/api-client.js';
import { faultySampleFile, sampleFile } from '../../src/demo/sample-files.js';
import type { Route } from '../../src/web/index.js';
import { type Installation, startInstallation } from '../support/installation.js';
import { ask } from '../web/support/ask.js';
import { addClinicReporter } from './support/clinic.js';
import { type SignedIn, signIn } from './support/sign-in.js';

/** Of the right form, and nobody's. */
const nobodys = 'S1151122-YYYYYY';

let installation: Installation;
/** Of 測試醫院: one with a receipt, one with a list of findings. */
let accepted: string;
let refused: string;
let routes: readonly Route[];

beforeAll(async () => {
  installation = await startInstallation();
  await addClinicReporter(installation, 'clinic001');
  const { secret } = await signIn(installation, 'reporter01', 'program');
  const today = taipeiDate(new Date());
  accepted = await report(secret, sampleFile(today).bytes);
  refused = await report(secret, faultySampleFile(today).bytes);
  routes = routesOf(installation.gateway.services, () => undefined).filter(({ path }) =>
    path.includes(':number'),
  );
}, 120_000);

afterAll(() => installation?.stop());

async function report(token: string, file: Uint8Array): Promise<string> {
  const { origin } = installation;
  const { number } = await callApi(origin, 'POST', '/api/v1/submissions?kind=general&fileName=own.csv', {
    token,
    file,
  });
  await waitUntilDecided(origin, `/api/v1/submissions/${number}`, token);
  return String(number);
}

/** Everything of an answer that the reader gets, its own number, reference and clock apart. */
async function answerTo(route: Route, number: string, { headers, csrfToken }: SignedIn): Promise<string> {
  const answer = await ask(installation.origin + route.path.replace(':number', number), {
    method: route.method.toUpperCase(),
    headers,
    ...(route.method === 'post' && { body: new URLSearchParams({ _csrf: csrfToken, right: 'yes' }) }),
    ...(route.method === 'post' &&
      route.path.startsWith('/api/') && { headers: { ...headers, 'x-csrf-token': csrfToken } }),
  });
  const head = [...answer.headers].filter(([name]) => name !== 'date');
  const text = JSON.stringify([answer.status, head]) + (await answer.text());
  return text
    .replaceAll(number, 'NUMBER')
    .replaceAll(/[2-9A-Z]{4}-[2-9A-Z]{4}/g, 'REFERENCE')
    .replaceAll(/data-(idle|total)-seconds="\d+"/g, 'SECONDS');
}

it('has routes of one submission for pages and programs, reading and changing', () => {
  expect(routes.filter(({ method }) => method === 'get').length).toBeGreaterThanOrEqual(10);
  expect(routes.filter(({ method }) => method === 'post').map(({ path }) => path)).toEqual(
    expect.arrayContaining([
      '/submissions/:number/confirm',
      '/submissions/:number/cancel',
      '/api/v1/submissions/:number/confirm',
      '/api/v1/submissions/:number/cancel',
    ]),
  );
});

describe.each(['browser', 'program'] as const)('a reporter of another institution, as a %s', (kind) => {
  it('gets of a submission that exists, byte for byte, the answer of one that does not', async () => {
    const clinic = await signIn(installation, 'clinic001', kind);
    for (const route of routes) {
      const nothing = await answerTo(route, nobodys, clinic);
      expect(nothing, route.path).toMatch(/^\[404,/);
      for (const number of [accepted, refused]) {
        expect(await answerTo(route, number, clinic), `${route.method} ${route.path}`).toBe(nothing);
      }
    }
  });

  it('changes nothing by asking, and does not see it in the list', async () => {
    const clinic = await signIn(installation, 'clinic001', kind);
    const list = await ask(`${installation.origin}/submissions`, { headers: clinic.headers });
    expect([list.status, (await list.text()).includes(accepted)]).toEqual([200, false]);
    const own = await signIn(installation, 'reporter01', 'program');
    const state = async (number: string) =>
      (await callApi(installation.origin, 'GET', `/api/v1/submissions/${number}`, { token: own.secret }))
        .status;
    expect([await state(accepted), await state(refused)]).toEqual(['accepted', 'refused']);
  });
});

it('the reporter’s own institution gets all of them, so that the refusals mean something', async () => {
  const own = await signIn(installation, 'manager01', 'browser');
  for (const path of [
    '/submissions/:number',
    '/submissions/:number/receipt.pdf',
    '/api/v1/submissions/:number',
  ]) {
    const route = routes.find((one) => one.path === path && one.method === 'get');
    if (route === undefined) throw new TypeError(`There is no ${path}.`);
    expect(await answerTo(route, accepted, own), path).toMatch(/^\[200,/);
  }
});

it('the same file sent by the other institution is its own submission', async () => {
  const clinic = await signIn(installation, 'clinic001', 'program');
  const { bytes } = sampleFile(taipeiDate(new Date()));
  const sent = await callApi(
    installation.origin,
    'POST',
    '/api/v1/submissions?kind=general&fileName=own.csv',
    {
      token: clinic.secret,
      file: bytes,
    },
  );
  expect(sent.number).not.toBe(accepted);
});
