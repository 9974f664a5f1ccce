import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createCardLogin } from '../../src/certificates/index.js';
import { loadTrustSettings, settingsOfAnchor } from '../../src/certificates/trust-settings.js';
import { type DemoCards, demoCards, demoMoment, readSignatureCard } from '../support/demo-cards.js';
import { codeOf, nonce, origin } from './support/context.js';
import { makeToken } from './support/small-pki.js';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jianbao-trust-'));
  file = join(folder, 'trust.json');
});

afterEach(() => rm(folder, { recursive: true }));

const anchorDefaults = { ocspNonce: 'required', ocspHash: 'sha1' };

describe('trust.json', () => {
  it('may be absent: every status comes from the lists', async () => {
    const settings = await loadTrustSettings(file);
    expect(settingsOfAnchor(settings, 'ab')).toEqual({ ...anchorDefaults, revocation: 'crl' });
  });

  it('chooses for all anchors, and for one', async () => {
    await writeFile(
      file,
      '{"revocation":"ocsp-then-crl","anchors":{"ab":{"revocation":"ocsp","ocspNonce":"optional"},"cd":{}}}',
    );
    const settings = await loadTrustSettings(file);
    expect(['ab', 'cd', 'ef'].map((keyId) => settingsOfAnchor(settings, keyId).revocation)).toEqual([
      'ocsp',
      'ocsp-then-crl',
      'ocsp-then-crl',
    ]);
    expect(settingsOfAnchor(settings, 'ab').ocspNonce).toBe('optional');
  });

  it.each([
    ['no JSON', '{', 'is not JSON'],
    ['a word of its own', '{"revocation":"none"}', 'cannot be used: revocation: '],
    ['an unknown setting', '{"revokation":"crl"}', 'cannot be used: '],
    ['a name instead of a key identifier', '{"anchors":{"MOICA":{}}}', 'cannot be used: anchors.MOICA: '],
  ])('stops the start with a sentence when it has %s', async (_, text, sentence) => {
    await writeFile(file, text);
    await expect(loadTrustSettings(file)).rejects.toThrow(TypeError);
    await expect(loadTrustSettings(file)).rejects.toThrow(sentence);
  });
});

describe('a login', () => {
  let cards: DemoCards;

  beforeAll(async () => {
    cards = await demoCards();
  }, 180_000);

  it.each([
    ['crl', 'ok', 0],
    ['ocsp', 'ERR_CARD_STATUS_UNAVAILABLE', 1],
    ['ocsp-then-crl', 'ok', 1],
  ])('with %s while no responder answers: %s', async (revocation, expected, least) => {
    await cp(join(cards.directory, 'anchors'), join(folder, 'anchors'), { recursive: true });
    await writeFile(file, JSON.stringify({ revocation }));
    let asked = 0;
    const login = await createCardLogin({
      origin,
      anchorsDirectory: join(folder, 'anchors'),
      crlsDirectory: join(cards.directory, 'crls'),
      demoMode: false,
      clock: () => demoMoment,
      fetch: () => {
        asked += 1;
        return Promise.reject(new TypeError('fetch failed'));
      },
    });
    const token = makeToken({ ...(await readSignatureCard(cards, 'reporter')), origin, nonce });
    expect(await codeOf(() => login.validate(token, nonce))).toBe(expected);
    expect(asked).toBeGreaterThanOrEqual(least);
    await login.close();
  });
});
