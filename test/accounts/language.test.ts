import { beforeAll, beforeEach, expect, it } from 'vitest';
import { unbindCard } from '../../src/accounts/cards/unbind-card.js';
import { byOperator, findAccount } from '../../src/accounts/index.js';
import { inTransaction } from '../../src/database/index.js';
import { describeOnEachDatabase } from '../support/databases.js';
import { openCards, openWorld, type World } from './support/world.js';

describeOnEachDatabase('the language of mails', (open) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld((await open()).db, await openCards());
  });
  beforeEach(() => world.empty());

  const languageOf = async (id: number) => (await findAccount(world.db, id))?.language;
  const mails = () => world.db('mails').orderBy('id').select('event', 'recipient', 'language');

  it('is Chinese until somebody chooses, then that of the page last logged in on', async () => {
    const id = await world.addReady({});
    expect(await languageOf(id)).toBe('zh-Hant');
    await world.logIn({ language: 'en' });
    expect(await languageOf(id)).toBe('en');
    expect(await mails()).toMatchObject([{ event: 'card-bound', language: 'en' }]);
    await world.logIn({ language: 'zh-Hant' });
    expect(await languageOf(id)).toBe('zh-Hant');
  });

  it('is not chosen by a program', async () => {
    const id = await world.addReady({ language: 'en' });
    await world.logIn({ way: 'program', language: 'zh-Hant' });
    expect(await languageOf(id)).toBe('en');
    expect(await mails()).toMatchObject([{ event: 'card-bound', language: 'en' }]);
  });

  it('is everybody’s own, whoever acts', async () => {
    const id = await world.addReady({ language: 'en' });
    const manager = { role: 'manager', idLast4: null } as const;
    await world.add({ ...manager, userName: 'manager01', email: 'one@hospital.example' });
    await world.add({ ...manager, userName: 'manager02', email: 'two@hospital.example', language: 'en' });
    await world.logIn({ language: 'en' });
    await world.db('mails').delete();
    const by = { ...byOperator, at: world.clock.now };
    await inTransaction(world.db, (trx) => unbindCard(trx, id, { by: 'holder', reason: '' }, by));
    expect(await mails()).toEqual([
      { event: 'card-unbound', recipient: 'reporter01@test-hospital.example', language: 'en' },
      { event: 'card-unbound', recipient: 'one@hospital.example', language: 'zh-Hant' },
      { event: 'card-unbound', recipient: 'two@hospital.example', language: 'en' },
    ]);
  });
});
