import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../src/certificates/commands/token-verify.js';
import { nonce, origin } from './support/context.js';
import { makeCard, makeCrl, makeSmallPki, makeToken, now, type SmallPki } from './support/small-pki.js';

let pki: SmallPki;
let folder: string;
let good: string[];

beforeAll(async () => {
  pki = makeSmallPki();
  folder = await mkdtemp(join(tmpdir(), 'jianbao-token-'));
  const certificate = makeCard(pki.g3, pki.cardKeys);
  const text = makeToken({ certificate, privateKey: pki.cardKeys.privateKey, origin, nonce });
  await writeFile(join(folder, 'token.json'), text);
  await writeFile(join(folder, 'g3.cer'), pki.g3.certificate);
  await writeFile(join(folder, 'g3.crl'), makeCrl(pki.g3));
  good = ['--token', file('token.json'), '--nonce', nonce, '--origin', origin, '--ca', file('g3.cer')];
});

afterAll(() => rm(folder, { recursive: true }));

const file = (name: string) => join(folder, name);

async function verify(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const code = await run(
    args,
    {
      stdout: {
        write: (text) => {
          out += text;
        },
      },
      stderr: {
        write: (text) => {
          err += text;
        },
      },
    },
    () => now,
  );
  return { code, out, err };
}

describe('jianbao token verify', () => {
  it('says who made a good token, as JSON or in words', async () => {
    const json = await verify(...good, '--profile', 'citizen', '--no-revocation', '--json');
    expect([json.code, JSON.parse(json.out)]).toEqual([
      0,
      expect.objectContaining({ ok: true, profile: 'citizen', name: '陳怡君', idLast4: '6789' }),
    ]);
    const words = await verify(...good, '--no-revocation');
    expect([words.code, words.out.split('\n').slice(0, 3)]).toEqual([0, ['OK', 'citizen', '陳怡君']]);
  });

  it('takes the status from the given lists, and fails closed without one', async () => {
    expect(await verify(...good, '--crl', file('g3.crl'), '--json')).toMatchObject({ code: 0 });
    expect(await verify(...good, '--json')).toEqual({
      code: 1,
      out: '{"ok":false,"code":"ERR_CARD_STATUS_UNAVAILABLE"}\n',
      err: '',
    });
  });

  it('says why a token is refused, with the cause', async () => {
    const late = await verify(...good, '--no-revocation', '--at', '2030-01-01');
    expect(late.code).toBe(1);
    expect(late.out.split('\n').slice(0, 2)).toEqual([
      'ERR_CARD_EXPIRED',
      '這張卡片的憑證已於 2029-01-01 到期。請向發卡機關申請展期或換發新卡。',
    ]);
    const forbidden = await verify(
      ...good,
      '--no-revocation',
      '--forbid-policy',
      '2.16.886.101.0.3.3',
      '--json',
    );
    expect(forbidden.out).toBe('{"ok":false,"code":"ERR_CARD_POLICY"}\n');
    const otherProfile = await verify(...good, '--no-revocation', '--profile', 'medical', '--json');
    expect(otherProfile.out).toBe('{"ok":false,"code":"ERR_CARD_PROFILE"}\n');
  });

  it.each([
    ['an unknown option', ['--verbose']],
    ['a missing file', ['--ca', '/nowhere/root.crt']],
    ['an origin with a slash', ['--origin', `${origin}/`]],
    ['a date that is none', ['--at', 'yesterday']],
    ['a profile that is none', ['--profile', 'tourist']],
    ['a policy that is none', ['--forbid-policy', 'class3']],
    ['a list that is none', ['--crl', '/etc/hostname']],
  ])('answers misuse with 2 and the usage: %s', async (_, args) => {
    const { code, out, err } = await verify(...good, ...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('Usage: jianbao token verify');
  });

  it('answers a missing option with 2', async () => {
    expect(await verify()).toMatchObject({ code: 2, err: expect.stringContaining('--ca is missing.') });
  });
});
