import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { argon2id, passwordProfiles } from '../../src/accounts/index.js';
import { isCommonPassword } from '../../src/accounts/passwords/blocklist.js';
import { nobodysHash } from '../../src/accounts/passwords/hash.js';
import { makeOneTimePassword } from '../../src/accounts/passwords/one-time.js';
import { checkPassword, type PasswordOwner } from '../../src/accounts/passwords/policy.js';

const owner: PasswordOwner = {
  userName: 'reporter01',
  name: '陳怡君',
  institution: { code: '1268650500', name: '測試醫院' },
  recentHashes: [],
};

async function codes(
  password: string,
  {
    profile = 'tw-baseline',
    ...given
  }: Partial<PasswordOwner> & { profile?: keyof typeof passwordProfiles } = {},
): Promise<string[]> {
  const options = { field: 'newPassword', passwords: argon2id };
  const broken = await checkPassword(passwordProfiles[profile], password, { ...owner, ...given }, options);
  return broken.map(({ code }) => code);
}

describe('the profile tw-baseline', () => {
  it.each([
    ['Teal-Kvbzw-4711', []],
    ['Teal-Kvbzw-', ['ERR_PASSWORD_SHORT']],
    ['tealkvbzwmorning', ['ERR_PASSWORD_KINDS']],
    ['TEALKVBZW4711XY', ['ERR_PASSWORD_KINDS']],
    ['綠茶很好喝每天一杯Ab', ['ERR_PASSWORD_SHORT']],
    ['綠茶很好喝每天都要喝一杯Ab1', []],
    ['Password2026!', ['ERR_PASSWORD_COMMON']],
    ['Reporter01-Kvbzw', ['ERR_PASSWORD_PERSONAL']],
    ['Kvbzw-1268650500', ['ERR_PASSWORD_PERSONAL']],
    ['Kvbzw陳怡君4711Xyq', ['ERR_PASSWORD_PERSONAL']],
    ['測試醫院-Kvbzw-47', ['ERR_PASSWORD_PERSONAL']],
    ['abc', ['ERR_PASSWORD_SHORT', 'ERR_PASSWORD_KINDS', 'ERR_PASSWORD_COMMON']],
    [`Ab1-${'kvbzwqmx'.repeat(16)}`, ['ERR_PASSWORD_LONG']],
  ])('judges %s', async (password, expected) => {
    expect(await codes(password)).toEqual(expected);
  });

  it('refuses the present password and the two before it, and takes the one before those', async () => {
    const used = ['Teal-Kvbzw-4711', 'Teal-Kvbzw-4712', 'Teal-Kvbzw-4713', 'Teal-Kvbzw-4714'];
    const recentHashes = await Promise.all(used.map((password) => argon2id.hash(password)));
    const verdicts = await Promise.all(used.map((password) => codes(password, { recentHashes })));
    expect(verdicts).toEqual([['ERR_PASSWORD_USED'], ['ERR_PASSWORD_USED'], ['ERR_PASSWORD_USED'], []]);
  });
});

describe('the profile nist-63b-4', () => {
  it.each([
    ['correct horse battery stapler', []],
    ['tealkvbzwmorning', []],
    ['Teal-Kvbzw-471', ['ERR_PASSWORD_SHORT']],
    ['passwordpassword1234', ['ERR_PASSWORD_COMMON']],
  ])('judges %s', async (password, expected) => {
    expect(await codes(password, { profile: 'nist-63b-4' })).toEqual(expected);
  });
});

describe('isCommonPassword', () => {
  it.each([
    'Password2026!',
    'P@ssw0rd1234',
    'Passw0rd!Passw0rd!',
    'Qwertyuiop123',
    '1qaz@WSX3edc',
    '1qaz2wsx3EDC',
    'Zxcvbnm,./123',
    'Abcdefgh1234!',
    'Aaaaaaaaaaa1!',
    'AbcAbcAbcAbc1',
    '9876543210Aa!',
    'Woaini5201314!',
    'Ji3g4cjo4Ji3g4',
    'Taiwan886886!',
    'Hospital2026!',
    'Admin@Admin12',
    'Test1234Test!',
    'Jianbao-2026!',
    'Shengri19900101',
    'Qwe123Asd456!',
    'ＰａｓｓＷｏｒｄ１２３４',
  ])('knows %s', (password) => {
    expect(isCommonPassword(password)).toBe(true);
  });

  it.each(['Teal-Kvbzw-4711', 'Xk7#pQ2m!vR9', 'zebra-violin-92-Moss', '綠茶很好喝每天一杯', 'Nq4-wpx-Jtr8'])(
    'lets %s pass',
    (password) => {
      expect(isCommonPassword(password)).toBe(false);
    },
  );

  it('gives an answer in time for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        expect(typeof isCommonPassword(text)).toBe('boolean');
      }),
      { numRuns: 200 },
    );
  });
});

describe('the hash', () => {
  it('is argon2id with 19 MiB, two passes and one lane, and so is the stand-in for nobody', async () => {
    const parameters = /^\$argon2id\$v=19\$m=65536,t=3,p=1\$/;
    expect(await argon2id.hash('Teal-Kvbzw-4711')).toMatch(parameters);
    expect(nobodysHash).toMatch(parameters);
    expect(await argon2id.verify(nobodysHash, '')).toBe(false);
  });

  it('takes a password that an input method wrote full-width', async () => {
    expect(
      await argon2id.verify(await argon2id.hash('Teal-Kvbzw-4711'), 'Ｔｅａｌ－Ｋｖｂｚｗ－４７１１'),
    ).toBe(true);
  });
});

describe('makeOneTimePassword', () => {
  it('gives four groups without look-alike characters', () => {
    expect(makeOneTimePassword(randomBytes)).toMatch(
      /^[A-HJ-NP-Za-km-z2-9]{5}(-[A-HJ-NP-Za-km-z2-9]{5}){3}$/,
    );
  });

  it('leaves out bytes that would favour some characters', () => {
    const bytes = (size: number) =>
      Buffer.from(Array.from({ length: size }, (_, at) => (at % 2 === 0 ? 255 : 1)));
    expect(makeOneTimePassword(bytes)).toBe('BBBBB-BBBBB-BBBBB-BBBBB');
  });
});
