import { beforeAll, beforeEach, expect, it } from 'vitest';
import { deleteOldAccess, findSessionCard } from '../../src/accounts/index.js';
import { nameProgram } from '../../src/accounts/pages/name-program.js';
import { keyOfSecret } from '../../src/accounts/sessions/secret.js';
import { describeOnEachDatabase } from '../support/databases.js';
import { beginSession, openCards, openWorld, type World } from './support/world.js';

describeOnEachDatabase('sessions', (open) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld((await open()).db, await openCards());
  });
  beforeEach(async () => {
    await world.empty();
    await world.addReady({});
  });

  it('are stored by the hash of their secret, which stands nowhere', async () => {
    const { secret, session } = await world.logIn();
    expect(session.id).toBe(keyOfSecret(secret));
    expect(JSON.stringify(await world.db('sessions'))).not.toContain(secret);
  });

  it('remember the card they began with', async () => {
    const { session } = await world.logIn();
    expect(await findSessionCard(world.db, session.id)).toEqual({
      profile: 'citizen',
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(await findSessionCard(world.db, await beginSession(world.db, world.clock.now))).toBeNull();
    expect(await findSessionCard(world.db, 'unknown')).toBeNull();
  });

  it('are deleted after their end, with nonces nobody answered and counters that no longer count', async () => {
    const { session } = await world.logIn();
    await world.logIn({ password: 'wrong' }).catch(() => undefined);
    const later = await beginSession(world.db, new Date(world.clock.now.getTime() + 14 * 60_000));
    world.clock.advance(15);
    await deleteOldAccess(world.db, world.clock.now);
    const left = await world.db('sessions').pluck<string[]>('id');
    expect([left.includes(session.id), left.includes(later)]).toEqual([false, true]);
    expect(await world.db('login_failures').pluck('scope')).toHaveLength(2);
    world.clock.advance(25 * 60);
    await deleteOldAccess(world.db, world.clock.now);
    for (const table of ['sessions', 'login_failures', 'card_challenges']) {
      expect(await world.db(table)).toEqual([]);
    }
  });
});

it.each([
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36 Edg/142.0',
    'Edge, Windows',
  ],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15',
    'Safari, macOS',
  ],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox, Linux'],
  ['jianbao-card/1.0.0', 'jianbao-card'],
  ['', ''],
])('a session of %s is named %s', (userAgent, name) => {
  expect(nameProgram(userAgent)).toBe(name);
});
