import { beforeAll, beforeEach, expect, it } from 'vitest';
import { Problem } from '../../src/problems/index.js';
import { openCards, openWorld, type World } from '../accounts/support/world.js';
import { describeOnEachDatabase } from '../support/databases.js';

type Cards = Awaited<ReturnType<typeof openCards>>;
let cards: Cards;
beforeAll(async () => {
  cards = await openCards();
});

async function codeOf(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt;
    return 'logged in';
  } catch (error) {
    if (error instanceof Problem) return error.code;
    throw error;
  }
}

describeOnEachDatabase('five failures', (open) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld((await open()).db, cards);
  });
  beforeEach(async () => {
    await world.empty();
    await world.addReady({});
  });

  const fail = (userName: string, address: string) =>
    codeOf(world.logIn({ userName, address, password: 'wrong' }));

  it('are counted together however the name is written', async () => {
    const spellings = [
      'reporter01',
      'REPORTER01',
      ' reporter01 ',
      'ｒｅｐｏｒｔｅｒ０１',
      '\u3000Reporter01\u00A0',
    ];
    for (const [index, spelling] of spellings.entries()) {
      expect(await fail(spelling, `203.69.20.${index + 1}`)).toBe('ERR_LOGIN_FAILED');
    }
    expect(await codeOf(world.logIn({ address: '203.69.20.6' }))).toBe('ERR_LOGIN_LOCKED');
  });

  it('of names that only look alike reach no account, and cost the account nothing', async () => {
    // Cyrillic е, an accent, a trailing null, a soft hyphen: what a lenient collation would take for the name.
    for (const name of ['rеporter01', 'réporter01', 'reporter01\u0000', 'reporter\u00AD01', 'reporter01%']) {
      const hashes = world.passwords.verified;
      expect(await codeOf(world.logIn({ userName: name, address: '203.69.20.1' }))).toBe('ERR_LOGIN_FAILED');
      expect(world.passwords.verified - hashes).toBe(1);
      await world.db('login_failures').delete();
    }
    expect(await codeOf(world.logIn())).toBe('logged in');
  });

  it('from one IPv6 network count as one source, from another as another', async () => {
    for (let host = 1; host <= 5; host += 1) {
      expect(await fail(`nobody000${host}`, `2001:b030:1:2:${host}::${host}`)).toBe('ERR_LOGIN_FAILED');
    }
    expect(await fail('nobody0006', '2001:b030:1:2:ffff:ffff:ffff:ffff')).toBe('ERR_LOGIN_LOCKED');
    expect(await fail('nobody0007', '2001:b030:1:3::1')).toBe('ERR_LOGIN_FAILED');
  });

  it('from one IPv4 address count as one source however the address is written', async () => {
    for (const [index, address] of [
      '203.69.20.1',
      '::ffff:203.69.20.1',
      '::ffff:cb45:1401',
      '203.69.20.1',
      '203.69.20.1',
    ].entries()) {
      expect(await fail(`nobody000${index}`, address)).toBe('ERR_LOGIN_FAILED');
    }
    expect(await fail('nobody0009', '203.69.20.1')).toBe('ERR_LOGIN_LOCKED');
  });

  it('cannot be washed away with an account of one’s own between the tries', async () => {
    await world.addReady({ userName: 'attacker01', name: '李美玲', idLast4: null });
    let tries = 0;
    for (; tries < 12; tries += 1) {
      if ((await fail('reporter01', '203.69.20.5')) === 'ERR_LOGIN_LOCKED') break;
      await codeOf(world.logIn({ userName: 'attacker01', card: 'other-person' }));
    }
    expect(tries).toBeLessThanOrEqual(5);
  });

  it('costs who does not pass the captcha no hash, however often', async () => {
    const hashes = world.passwords.verified;
    for (let time = 1; time <= 8; time += 1) {
      expect(await codeOf(world.logIn({ captcha: '000000' }))).toBe('ERR_CAPTCHA');
    }
    expect(world.passwords.verified).toBe(hashes);
    expect(await codeOf(world.logIn())).toBe('logged in');
  });
});
