import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isMailAddress } from '../../src/mail/index.js';
import { opener } from '../support/databases.js';
import { enqueue } from './support/fixtures.js';

describe('a mail address', () => {
  it.each([
    'user000@user.com.tw',
    'a@b.tw',
    "o'neil+tag@sub.domain-1.example",
    `${'a'.repeat(64)}@example.tw`,
  ])('%s is taken', (address) => {
    expect(isMailAddress(address)).toBe(true);
  });

  it.each([
    '',
    'user',
    '@user.tw',
    'user@',
    'user@localhost',
    'user@-a.tw',
    'user@a-.tw',
    'user@a..tw',
    '.user@a.tw',
    'us..er@a.tw',
    'user@a.tw,other@a.tw',
    'User <user@a.tw>',
    '"user"@a.tw',
    'user@[127.0.0.1]',
    'user@a.tw\r\nBcc: x@y.tw',
    'user@a.tw\n',
    'user @a.tw',
    '使用者@a.tw',
    'user@健報.tw',
    `${'a'.repeat(65)}@example.tw`,
    `a@${'b.'.repeat(130)}tw`,
  ])('%j is not', (address) => {
    expect(isMailAddress(address)).toBe(false);
  });

  it('is not taken with a character in it that means something to a header or an envelope', () => {
    const address = 'user.name@sub.domain.example';
    fc.assert(
      fc.property(
        fc.nat({ max: address.length }),
        fc.oneof(
          fc.constantFrom(...'\r\n\0\t <>,;:"()[]\\@'),
          fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
        ),
        (place, character) => {
          const altered = address.slice(0, place) + character + address.slice(place);
          if (isMailAddress(altered)) expect(character).toMatch(/^[\w!#$%&'*+/=?^`{|}~.-]$/);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('a mail to something else', () => {
  const open = opener('sqlite');

  it('is a mistake of the caller and never reaches the outbox', async () => {
    const { db } = await open();
    await expect(enqueue(db, 'S-1', 'user@a.tw\r\nBcc: x@y.tw')).rejects.toThrow(TypeError);
    expect(await db('mails').select('id')).toEqual([]);
  });
});
