import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type CardLogin,
  type CardLoginSettings,
  type CrlReport,
  createCardLogin,
  type GraceUse,
} from '../../src/certificates/index.js';
import { type DemoCards, demoCards, demoMoment, readSignatureCard } from '../support/demo-cards.js';
import { codeOf, nonce, origin } from './support/context.js';
import { makeToken } from './support/small-pki.js';

let cards: DemoCards;
let crlsDirectory: string;
const open: CardLogin[] = [];

beforeAll(async () => {
  cards = await demoCards();
}, 180_000);

beforeEach(async () => {
  crlsDirectory = await mkdtemp(join(tmpdir(), 'jianbao-crls-'));
  await cp(join(cards.directory, 'crls'), crlsDirectory, { recursive: true });
});

afterEach(async () => {
  for (const login of open.splice(0)) await login.close();
  await rm(crlsDirectory, { recursive: true });
});

async function startLogin(changes: Partial<CardLoginSettings> = {}): Promise<CardLogin> {
  const login = await createCardLogin({
    origin,
    anchorsDirectory: join(cards.directory, 'anchors'),
    crlsDirectory,
    demoMode: false,
    clock: () => demoMoment,
    ...changes,
  });
  open.push(login);
  return login;
}

async function tokenOf(card: string): Promise<string> {
  return makeToken({ ...(await readSignatureCard(cards, card)), origin, nonce });
}

describe('the demo cards', () => {
  it.each([
    ['reporter', 'citizen', '陳怡君'],
    ['manager', 'citizen', '林志明'],
    ['medical', 'medical', '黃淑芬'],
  ])('%s logs in', async (card, profile, name) => {
    const login = await startLogin();
    expect(await login.validate(await tokenOf(card), nonce)).toMatchObject({ profile, name });
  });

  it.each([
    ['business', 'ERR_CARD_BUSINESS'],
    ['institution', 'ERR_CARD_INSTITUTION'],
    ['expired', 'ERR_CARD_EXPIRED'],
    ['not-yet-valid', 'ERR_CARD_NOT_YET_VALID'],
    ['revoked', 'ERR_CARD_REVOKED'],
    ['on-hold', 'ERR_CARD_ON_HOLD'],
    ['unknown-issuer', 'ERR_CARD_ISSUER_UNKNOWN'],
    ['test-assurance', 'ERR_CARD_TEST_ASSURANCE'],
  ])('%s: %s', async (card, expected) => {
    const login = await startLogin();
    const token = await tokenOf(card);
    expect(await codeOf(() => login.validate(token, nonce))).toBe(expected);
  });

  it('logs in with a test card in demo mode', async () => {
    const login = await startLogin({ demoMode: true });
    expect(await login.validate(await tokenOf('test-assurance'), nonce)).toMatchObject({
      profile: 'citizen',
    });
  });
});

describe('revocation lists', () => {
  it('fail closed when there is none', async () => {
    const empty = await mkdtemp(join(tmpdir(), 'jianbao-crls-'));
    const login = await startLogin({ crlsDirectory: empty });
    const token = await tokenOf('reporter');
    expect(await codeOf(() => login.validate(token, nonce))).toBe('ERR_CARD_STATUS_UNAVAILABLE');
    await rm(empty, { recursive: true });
  });

  it('fail closed when they are stale; within the grace period each use is reported first', async () => {
    const eightDays = new Date(demoMoment.getTime() + 8 * 24 * 3_600_000);
    const token = await tokenOf('reporter');
    const strict = await startLogin({ clock: () => eightDays });
    expect(await codeOf(() => strict.validate(token, nonce))).toBe('ERR_CARD_STATUS_UNAVAILABLE');
    const uses: GraceUse[] = [];
    const lenient = await startLogin({
      clock: () => eightDays,
      graceHours: 48,
      onGraceUse: (use) => void uses.push(use),
    });
    expect(await codeOf(() => lenient.validate(token, nonce))).toBe('ok');
    // One for the card's issuer, one for the root that issued the issuer.
    expect(uses.map(({ at }) => at)).toEqual([eightDays, eightDays]);
    const unaudited = await startLogin({
      clock: () => eightDays,
      graceHours: 48,
      onGraceUse: () => Promise.reject(new Error('the audit trail cannot be written')),
    });
    await expect(unaudited.validate(token, nonce)).rejects.toThrow('the audit trail cannot be written');
  });

  it('are read again by themselves a minute after the last look', async () => {
    let at = demoMoment;
    const reports: CrlReport[] = [];
    const login = await startLogin({ clock: () => at, onCrlReport: (report) => reports.push(report) });
    const token = await tokenOf('reporter');
    const broken = join(crlsDirectory, 'broken.crl');
    reports.length = 0;
    await writeFile(broken, 'no list');
    await login.validate(token, nonce);
    await login.close();
    expect(reports).toEqual([]);
    at = new Date(demoMoment.getTime() + 60_000);
    await login.validate(token, nonce);
    await login.close();
    expect(reports).toMatchObject([{ file: broken, outcome: 'refused' }]);
  });
});

describe('settings that cannot work', () => {
  it.each([
    ['an origin with a slash', { origin: `${origin}/` }, 'write it exactly so'],
    ['a grace period of a year', { graceHours: 8760 }, 'Write hours between 0 (none) and 168'],
    ['a grace period that is no number', { graceHours: Number.NaN }, 'Write hours between 0 (none) and 168'],
  ])('%s', async (_, changes, sentence) => {
    await expect(startLogin(changes)).rejects.toThrow(sentence);
    await expect(startLogin(changes)).rejects.toThrow(TypeError);
  });

  it('a folder that is not there', async () => {
    await expect(startLogin({ anchorsDirectory: '/nowhere' })).rejects.toThrow(
      'The folder /nowhere cannot be read.',
    );
    await expect(startLogin({ crlsDirectory: '/nowhere' })).rejects.toThrow(
      'The folder /nowhere cannot be read.',
    );
  });

  it('a trust list without an anchor, or with something else in it', async () => {
    const anchorsDirectory = await mkdtemp(join(tmpdir(), 'jianbao-anchors-'));
    await expect(startLogin({ anchorsDirectory })).rejects.toThrow('There is no self-signed certificate');
    await writeFile(join(anchorsDirectory, 'root.crt'), 'not a certificate');
    await expect(startLogin({ anchorsDirectory })).rejects.toThrow(
      'root.crt holds no certificate in PEM or DER',
    );
    await rm(anchorsDirectory, { recursive: true });
  });
});
