import { describe, expect, it } from 'vitest';
import { nameProgram } from '../../src/accounts/pages/name-program.js';
import { checkPassword, passwordProfiles } from '../../src/accounts/passwords/policy.js';
import { secretOf } from '../../src/accounts/sessions/cookie.js';
import { isUserName, userNameKey } from '../../src/accounts/user-name.js';
import { isAdmitted, parseRanges } from '../../src/ip-ranges/index.js';
import { isMailAddress } from '../../src/mail/mail-address.js';
import { isNumber } from '../../src/reference-numbers/index.js';
import { showCell } from '../../src/reports/process/mask.js';
import { decodeSignature } from '../../src/reports/signatures/read-signature.js';
import { plainFileName } from '../../src/reports/submissions/file-name.js';
import { localPath } from '../../src/web/index.js';

/** What keeps careless patterns busy: one thing many times, and then something that does not fit. */
const long = 60_000;
const texts: readonly (readonly [string, string])[] = [
  ['letters', `${'a'.repeat(long)}!`],
  ['blanks', `a${' '.repeat(long)}b`],
  ['dots', `${'.'.repeat(long)}@`],
  ['labels', `a@${'a.'.repeat(long / 2)}!`],
  ['hyphens', `${'-'.repeat(long)}x`],
  ['digits', `${'1'.repeat(long)}x`],
  ['digits with dots', `${'1.'.repeat(long / 2)}x`],
  ['colons', `${':'.repeat(long)}g`],
  ['slashes', `${'/'.repeat(long)}\\`],
  ['semicolons', `${'; '.repeat(long / 2)}=`],
  ['commas', ','.repeat(long)],
  ['wide letters', 'Ａ'.repeat(long / 3)],
  ['one sign for eighteen', '\uFDFA'.repeat(long / 3)],
  ['joined marks', `a${'\u0301'.repeat(long / 2)}`],
];

const readers: Readonly<Record<string, (text: string) => unknown>> = {
  localPath,
  isMailAddress,
  plainFileName,
  userNameKey,
  isUserName,
  nameProgram,
  parseRanges: (text) =>
    thrown(() => parseRanges('ranges', [text], { demoMode: false, widest: 'confirmed-by-reviewer' })),
  isAdmitted: (text) => isAdmitted([], '203.69.20.1', text, { demoMode: false }),
  decodeSignature: (text) => thrown(() => decodeSignature(text)),
  isNumber: (text) => isNumber('S', text),
  showCell: (text) => showCell(text, undefined),
  secretOf: (text) => secretOf({ headers: { cookie: text } } as never),
  bearerOf: (text) => secretOf({ headers: { authorization: `Bearer ${text}` } } as never),
};

function thrown(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    return error;
  }
}

describe.each(Object.entries(readers))('%s', (_name, read) => {
  it.each(texts)('is done at once with 60,000 %s', (_what, text) => {
    const began = performance.now();
    read(text);
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});

it('a password of 60,000 characters is judged at once and not hashed', async () => {
  const owner = { userName: 'reporter01', name: '陳怡君', institution: null, recentHashes: ['$argon2id$'] };
  const passwords = {
    hash: () => Promise.reject(new Error('hashed')),
    verify: () => Promise.reject(new Error('hashed')),
  };
  for (const [what, text] of texts) {
    const began = performance.now();
    const faults = await checkPassword(passwordProfiles['tw-baseline'], text, owner, {
      field: 'p',
      passwords,
    });
    expect([what, faults.map(({ code }) => code).includes('ERR_PASSWORD_LONG')]).toEqual([what, true]);
    expect(performance.now() - began).toBeLessThan(2_000);
  }
});
