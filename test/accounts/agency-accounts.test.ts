import type { Request } from 'express';
import { beforeAll, expect, it } from 'vitest';
import { agencyAccountList } from '../../src/accounts/upkeep/account-list.js';
import { loadPart } from '../../src/web/lists/load-part.js';
import { readState } from '../../src/web/lists/read-state.js';
import { describeOnEachDatabase } from '../support/databases.js';
import { openWorld, type World } from './support/world.js';

const noCards = {
  cards: { pki: { version: 1, madeAt: '', authorities: [], cards: [] }, directory: '' },
  cardLogin: { validate: () => Promise.reject(new TypeError('No card is used here.')) },
} as const;

describeOnEachDatabase('the agency’s list of accounts', (open) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld((await open()).db, noCards);
    await world.add({ userName: 'reporter01' });
    await world.add({ userName: 'manager01', role: 'manager', name: '林志明', idLast4: null });
    await world.add({ userName: 'other_01', role: 'manager', institutionCode: '1101100011' });
    await world.add({ userName: 'reviewer01', role: 'reviewer', institutionCode: null });
    await world.db('accounts').where({ user_name: 'other_01' }).update({ state: 'suspended' });
  });

  async function namesOf(query: Readonly<Record<string, string>>) {
    const list = agencyAccountList(world.clock.now);
    const request = { originalUrl: `/agency/accounts?${new URLSearchParams(query)}` } as Request;
    const { rows } = await loadPart(world.db, list, readState(request, list));
    return rows.map(({ userName }) => userName);
  }

  it('has those of every institution, and none of the agency’s own', async () => {
    expect(await namesOf({})).toEqual(['manager01', 'other_01', 'reporter01']);
    expect(await namesOf({ sort: 'name', direction: 'descending' })).toHaveLength(3);
  });

  it.each([
    [{ q: '志明' }, ['manager01']],
    [{ q: 'er_0' }, ['other_01']],
    [{ institution: '1101100011' }, ['other_01']],
    [{ institution: '另一家' }, ['other_01']],
    [{ role: 'manager' }, ['manager01', 'other_01']],
    [{ state: 'suspended' }, ['other_01']],
    [{ use: 'never', role: 'reporter' }, ['reporter01']],
  ])('is narrowed by %j', async (query, names) => {
    expect(await namesOf(query)).toEqual(names);
  });
});
