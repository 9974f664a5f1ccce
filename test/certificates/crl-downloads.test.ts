import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseCertificate } from '../../src/certificates/certificate.js';
import { CrlDirectory } from '../../src/certificates/revocation/crl-directory.js';
import { CrlSource } from '../../src/certificates/revocation/crl-source.js';
import { CrlDownloads } from '../../src/certificates/revocation/downloads/crl-downloads.js';
import { longestPause, nextTry } from '../../src/certificates/revocation/downloads/schedule.js';
import type { Authority } from '../../src/certificates/trust.js';
import { crlDistributionPoint } from '../../src/demo/pki/extensions.js';
import { day, makeCard, makeCrl, makeSmallPki, now, type SmallPki } from './support/small-pki.js';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const minute = 60_000;
const at = now.getTime();
const onHold = {
  serial: Buffer.from('6a03', 'hex'),
  revokedAt: new Date('2026-11-01T00:00:00Z'),
  reason: 'certificateHold',
} as const;

let pki: SmallPki;
let g3: Authority;
let server: Server;
let base: string;
let directory: string;
let source: CrlSource;
let asked: IncomingMessage[];
let answers: Map<string, Answer>;

beforeAll(async () => {
  pki = makeSmallPki();
  const [authority] = pki.trust.byKeyId.get(pki.g3.keys.keyId.toString('hex')) ?? [];
  if (authority === undefined) throw new TypeError('not in the small PKI');
  g3 = authority;
  server = createServer((request, response) => {
    asked.push(request);
    const answer = answers.get(request.url ?? '');
    if (answer === undefined) response.writeHead(404).end();
    else answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'jianbao-downloads-'));
  source = new CrlSource(0);
  asked = [];
  answers = new Map();
});

afterEach(() => rm(directory, { recursive: true }));

function downloadsOf(
  paths: readonly string[],
  changes: { learning?: 'from-certificates' } = {},
): CrlDownloads {
  return new CrlDownloads({
    directory,
    lists: new CrlDirectory(directory, pki.trust, source),
    trust: pki.trust,
    fetch,
    randomBytes: (size) => Buffer.alloc(size, 0xff),
    listed: paths.length === 0 ? [] : [{ issuer: g3.keyId, urls: paths.map((path) => base + path) }],
    learning: 'listed',
    ...changes,
  });
}

const serve = (body: Buffer, headers: Record<string, string> = {}): Answer => {
  return (request, response) => {
    const isSame = headers.etag !== undefined && request.headers['if-none-match'] === headers.etag;
    if (isSame) response.writeHead(304).end();
    else response.writeHead(200, headers).end(body);
  };
};

function statusOf(serial: string): string {
  const plan = { serial: Buffer.from(serial, 'hex') };
  const card = parseCertificate(makeCard(pki.g3, pki.cardKeys, { plan }));
  return source.statusOf(card, g3, at).outcome;
}

const outcomes = async (downloads: CrlDownloads, moment = at) =>
  (await downloads.fetchDue(moment)).map(({ outcome, detail }) => `${outcome}: ${detail}`);

describe('downloading a list', () => {
  it('puts it into use and on the disk, whole', async () => {
    const crl = makeCrl(pki.g3, { revoked: [onHold] });
    answers.set('/1.crl', serve(crl));
    expect(await outcomes(downloadsOf(['/1.crl']))).toEqual(['taken: 1 entries']);
    expect([statusOf('6a03'), statusOf('6a01')]).toEqual(['on-hold', 'good']);
    const names = (await readdir(directory)).sort();
    expect(names).toEqual([
      expect.stringMatching(/^download-\w{16}\.crl$/),
      expect.stringMatching(/\.json$/),
    ]);
    expect(await readFile(join(directory, names[0] ?? ''))).toEqual(crl);
  });

  it('asks again only when it is time, and then whether there is a newer one', async () => {
    answers.set('/1.crl', serve(makeCrl(pki.g3), { etag: '"one"', 'last-modified': 'yesterday' }));
    const downloads = downloadsOf(['/1.crl']);
    await downloads.fetchDue(at);
    expect(await outcomes(downloads, at + longestPause - 1)).toEqual([]);
    expect(await outcomes(downloads, at + longestPause)).toEqual(['unchanged: nothing newer']);
    expect(asked.map(({ headers }) => [headers['if-none-match'], headers['if-modified-since']])).toEqual([
      [undefined, undefined],
      ['"one"', 'yesterday'],
    ]);
  });

  it('asks whether there is a newer one after a restart as well, unless the file is gone', async () => {
    answers.set('/1.crl', serve(makeCrl(pki.g3), { etag: '"one"' }));
    await downloadsOf(['/1.crl']).fetchDue(at);
    const lists = new CrlDirectory(directory, pki.trust, source);
    await lists.refresh();
    const listed = [{ issuer: g3.keyId, urls: [`${base}/1.crl`] }];
    const options = { directory, trust: pki.trust, fetch, learning: 'listed', listed } as const;
    const randomBytes = (size: number) => Buffer.alloc(size);
    const restarted = new CrlDownloads({ ...options, lists, randomBytes });
    expect(await outcomes(restarted)).toEqual(['unchanged: nothing newer']);
    for (const name of await readdir(directory)) {
      if (name.endsWith('.crl')) await rm(join(directory, name));
    }
    const again = new CrlDownloads({ ...options, lists, randomBytes });
    expect(await outcomes(again)).toEqual(['taken: 0 entries']);
  });

  it('lets a card go again that was on hold', async () => {
    answers.set('/1.crl', serve(makeCrl(pki.g3, { number: 1, revoked: [onHold] })));
    const downloads = downloadsOf(['/1.crl']);
    await downloads.fetchDue(at);
    expect(statusOf('6a03')).toBe('on-hold');
    answers.set('/1.crl', serve(makeCrl(pki.g3, { number: 2 })));
    await downloads.fetchDue(at + longestPause);
    expect(statusOf('6a03')).toBe('good');
  });

  it('goes on to the next address after an error, a list of another issuer, and a page', async () => {
    answers.set('/500.crl', (_, response) => void response.writeHead(500).end());
    answers.set('/g2.crl', serve(makeCrl(pki.g2)));
    answers.set('/page.crl', serve(Buffer.from('<html>')));
    answers.set('/good.crl', serve(makeCrl(pki.g3)));
    expect(await outcomes(downloadsOf(['/500.crl', '/g2.crl', '/page.crl', '/good.crl']))).toEqual([
      'unreachable: HTTP status 500',
      'refused: of another issuer',
      expect.stringMatching(/^refused: /),
      'taken: 0 entries',
    ]);
  });

  it('keeps the good list when an older, a truncated, or a wrongly signed one comes', async () => {
    const good = makeCrl(pki.g3, { number: 5, revoked: [onHold] });
    answers.set('/1.crl', serve(good));
    const downloads = downloadsOf(['/1.crl']);
    await downloads.fetchDue(at);
    const forged = makeCrl({ ...pki.g3, keys: pki.cardKeys }, { number: 9, issuerKeyId: pki.g3.keys.keyId });
    const thisUpdate = new Date(at - 2 * day);
    const bad: readonly [Answer, string][] = [
      [serve(makeCrl(pki.g3, { number: 4, thisUpdate })), 'older: 0 entries'],
      [serve(makeCrl(pki.g3, { number: 6 }).subarray(0, -40)), 'refused: a length that goes beyond the end'],
      [serve(forged), 'refused: the signature is not the one of its issuer'],
      [
        (_, response) => {
          response.writeHead(200, { 'content-length': '900' });
          response.write(good.subarray(0, 300), () => response.destroy());
        },
        'unreachable: no answer',
      ],
    ];
    for (const [answer, expected] of bad) {
      answers.set('/1.crl', answer);
      const [outcome] = (await downloads.fetchAll(at)).map((report) => `${report.outcome}: ${report.detail}`);
      expect(outcome).toContain(expected);
      expect(statusOf('6a03')).toBe('on-hold');
      const names = (await readdir(directory)).filter((name) => !name.endsWith('.json'));
      expect(names).toHaveLength(1);
      expect(await readFile(join(directory, names[0] ?? ''))).toEqual(good);
    }
  });

  it('waits longer after each failure, and is back to normal after a success', async () => {
    const downloads = downloadsOf(['/1.crl']);
    let moment = at;
    for (const wait of [1, 2, 4, 8, 16, 32, 60, 60]) {
      expect(await outcomes(downloads, moment)).toEqual(['unreachable: HTTP status 404']);
      expect(await outcomes(downloads, moment + wait * minute - 1)).toEqual([]);
      moment += wait * minute;
    }
    answers.set('/1.crl', serve(makeCrl(pki.g3)));
    expect(await outcomes(downloads, moment)).toEqual(['taken: 0 entries']);
  });

  it('is broken off when the gateway stops, however slow the server is', async () => {
    let downloads: CrlDownloads | undefined;
    answers.set('/slow.crl', (_, response) => {
      response.writeHead(200);
      response.write('0', () => downloads?.stop());
    });
    downloads = downloadsOf(['/slow.crl']);
    expect(await outcomes(downloads)).toEqual([expect.stringMatching(/^unreachable: no answer/)]);
    expect(await readdir(directory)).toEqual([]);
  });

  it('takes a redirect for a failure', async () => {
    answers.set('/1.crl', (_, response) => void response.writeHead(302, { location: '/good.crl' }).end());
    answers.set('/good.crl', serve(makeCrl(pki.g3)));
    expect(await outcomes(downloadsOf(['/1.crl']))).toEqual([expect.stringMatching(/^unreachable: /)]);
    expect(asked).toHaveLength(1);
  });
});

describe('addresses in certificates', () => {
  it('of a card that logged in are used, and known after a restart', async () => {
    answers.set('/card.crl', serve(makeCrl(pki.g3)));
    const points = crlDistributionPoint(`${base}/card.crl`);
    const card = parseCertificate(makeCard(pki.g3, pki.cardKeys, { extensions: { points } }));
    const downloads = downloadsOf([], { learning: 'from-certificates' });
    expect(await outcomes(downloads)).toEqual([]);
    downloads.learn(g3.keyId, card.crlAddresses);
    downloads.learn(g3.keyId, card.crlAddresses);
    expect(await outcomes(downloads)).toEqual(['taken: 0 entries']);
    const restarted = downloadsOf([], { learning: 'from-certificates' });
    expect(await outcomes(restarted)).toEqual(['taken: 0 entries']);
  });

  it('are left alone when the operator lists the places, and when they are no http addresses', async () => {
    const listed = downloadsOf([]);
    listed.learn(g3.keyId, [`${base}/card.crl`]);
    const learning = downloadsOf([], { learning: 'from-certificates' });
    learning.learn(g3.keyId, ['ldap://127.0.0.1/cn=crl', 'file:///etc/passwd', '/card.crl']);
    expect([await outcomes(listed), await outcomes(learning), asked.length]).toEqual([[], [], 0]);
  });
});

describe('the time of the next try', () => {
  it('is halfway to nextUpdate, between five minutes and four hours', () => {
    const inHours = (hours: number) =>
      (nextTry({ at, nextUpdate: at + hours * 60 * minute, failures: 0, random: 1 }) - at) / minute;
    expect([24, 8, 2, 0.1, -5].map(inHours)).toEqual([240, 240, 60, 5, 5]);
  });

  it('is always later, within four hours', () => {
    const states = fc.record({
      at: fc.constant(at),
      nextUpdate: fc.option(fc.integer({ min: 0, max: 2 * at }), { nil: undefined }),
      failures: fc.nat(2000),
      random: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(states, (state) => {
        const pause = nextTry(state) - at;
        expect(pause).toBeGreaterThanOrEqual(minute / 2);
        expect(pause).toBeLessThanOrEqual(longestPause);
      }),
    );
  });
});
