import { beforeAll, beforeEach, expect, it } from 'vitest';
import {
  mayShareCard,
  permitCardSharing,
  withdrawCardSharing,
} from '../../src/accounts/cards/card-sharing.js';
import { findAccount } from '../../src/accounts/index.js';
import { cardsOfAccount } from '../../src/certificates/index.js';
import { inTransaction } from '../../src/database/index.js';
import { Problem } from '../../src/problems/index.js';
import { describeOnEachDatabase } from '../support/databases.js';
import { mailsIn } from './support/mails.js';
import { openCards, openWorld, type World } from './support/world.js';

let cards: Awaited<ReturnType<typeof openCards>>;
beforeAll(async () => {
  cards = await openCards();
}, 120_000);

async function codeOf(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt;
    return 'done';
  } catch (error) {
    if (error instanceof Problem) return error.code;
    throw error;
  }
}

describeOnEachDatabase('a card for two accounts of one person', (open) => {
  let world: World;
  let first: number;
  let second: number;
  let supervisor: number;

  beforeAll(async () => {
    world = await openWorld((await open()).db, cards);
  });

  beforeEach(async () => {
    await world.empty();
    first = await world.addReady({});
    second = await world.addReady({ userName: 'reporter02', email: 'reporter02@test-hospital.example' });
    supervisor = await world.addReady({
      userName: 'supervisor09',
      role: 'supervisor',
      institutionCode: null,
      name: '林志明',
      idLast4: '0001',
      email: 'supervisor09@agency.example',
    });
    expect(await codeOf(world.logIn())).toBe('done');
  });

  const by = () => ({
    at: world.clock.now,
    actor: {
      accountId: supervisor,
      userName: 'supervisor09',
      role: 'supervisor' as const,
      institutionCode: null,
    },
    address: '192.0.2.9',
    reference: 'TESTREF',
  });
  const permit = (id: number) =>
    inTransaction(world.db, (trx) => permitCardSharing(trx, id, '同一人兩個帳號', by()));
  const withdraw = (id: number) =>
    inTransaction(world.db, (trx) => withdrawCardSharing(trx, id, '已併為一個帳號', by()));
  const logInSecond = () => codeOf(world.logIn({ userName: 'reporter02' }));

  it('is refused until the supervisor permits it, and then serves both', async () => {
    expect(await logInSecond()).toBe('ERR_CARD_BOUND_ELSEWHERE');
    await permit(second);
    expect(await logInSecond()).toBe('done');
    expect(await codeOf(world.logIn())).toBe('done');
    const serials = await Promise.all(
      [first, second].map(async (id) =>
        (await cardsOfAccount(world.db, id)).map((card) => card.subjectSerial),
      ),
    );
    expect(serials[0]).toEqual(serials[1]);
    expect(
      await world.db('audit_entries').where({ action: 'card.sharing-permit' }).count({ n: '*' }),
    ).toEqual([{ n: 1 }]);
  });

  it('is for accounts of one institution only', async () => {
    const elsewhere = await world.addReady({
      userName: 'reporter03',
      institutionCode: '1101100011',
      email: 'reporter03@other.example',
    });
    await permit(elsewhere);
    expect(await codeOf(world.logIn({ userName: 'reporter03' }))).toBe('ERR_CARD_BOUND_ELSEWHERE');
    expect(await codeOf(permit(supervisor))).toBe('ERR_CARD_SHARING_STAFF');
    const account = await findAccount(world.db, second);
    if (account === undefined) throw new Error('The account is there.');
    await permit(second);
    const may = (others: number[]) => inTransaction(world.db, (trx) => mayShareCard(trx, account, others));
    expect([await may([first]), await may([elsewhere]), await may([first, supervisor])]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('is permitted once, and taken back once, also by two at the same time', async () => {
    expect((await Promise.all([codeOf(permit(second)), codeOf(permit(second))])).toSorted()).toEqual([
      'ERR_CARD_SHARING_PERMITTED',
      'done',
    ]);
    expect((await Promise.all([codeOf(withdraw(second)), codeOf(withdraw(second))])).toSorted()).toEqual([
      'ERR_CARD_SHARING_NOT_PERMITTED',
      'done',
    ]);
  });

  it('is unbound from the account whose permit is taken back, and its sessions end', async () => {
    await permit(second);
    expect(await logInSecond()).toBe('done');
    const before = await findAccount(world.db, second);
    await withdraw(second);
    expect(await cardsOfAccount(world.db, second)).toEqual([]);
    expect(await cardsOfAccount(world.db, first)).toHaveLength(1);
    expect((await findAccount(world.db, second))?.generation).toBe((before?.generation ?? 0) + 1);
    expect((await mailsIn(world.db)).at(-1)).toEqual(['card-unbound', 'reporter02@test-hospital.example']);
    expect(await logInSecond()).toBe('ERR_CARD_BOUND_ELSEWHERE');
  });

  it('that nobody shares stays bound when the permit is taken back', async () => {
    await permit(first);
    await withdraw(first);
    expect(await cardsOfAccount(world.db, first)).toHaveLength(1);
  });
});
