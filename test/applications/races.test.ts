import { beforeAll, beforeEach, expect, it } from 'vitest';
import {
  approveAll,
  decide,
  lapseOverdue,
  receiveLetter,
  returnAll,
  takeForReview,
  withdraw,
} from '../../src/applications/index.js';
import { describeOnEachDatabase } from '../support/databases.js';
import {
  change,
  emptyGround,
  type Ground,
  letterOf,
  mailsIn,
  newAccounts,
  openGround,
} from './support/ground.js';

/** Several at once: on MariaDB on connections of their own, on SQLite in turns. */
describeOnEachDatabase('of several who act at once exactly one wins:', (open) => {
  let ground: Ground;
  beforeAll(async () => {
    ground = await openGround((await open()).db);
  });
  beforeEach(() => emptyGround(ground));

  /** How each ended: `won`, or the code it was refused with; sorted. */
  async function race(...runs: (() => Promise<unknown>)[]): Promise<readonly string[]> {
    const outcomes = await Promise.allSettled(runs.map((run) => run()));
    return outcomes
      .map((outcome) => (outcome.status === 'fulfilled' ? 'won' : String(outcome.reason.code)))
      .sort();
  }

  it('two reviewers who take it', async () => {
    const { services, by } = ground;
    const filed = await ground.file(newAccounts('manager', 'user000'), null);
    const received = await receiveLetter(
      services,
      { letter: letterOf(filed), version: filed.version },
      by('reviewer01'),
    );
    expect(
      await race(
        () => takeForReview(services, received, by('reviewer01')),
        () => takeForReview(services, received, by('reviewer02')),
      ),
    ).toEqual(['ERR_APPLICATION_CHANGED', 'won']);
    expect(await ground.db('application_events').where({ event: 'take' })).toHaveLength(1);
  });

  it('two decisions of one application, one to approve and one to return', async () => {
    const { services, by } = ground;
    const taken = await ground.underReview(newAccounts('manager', 'user000'), null);
    await ground.db('mails').delete();
    expect(
      await race(
        () =>
          decide(
            services,
            { ...taken, decisions: approveAll(taken), wideConfirmed: false },
            by('reviewer01'),
          ),
        () =>
          decide(
            services,
            { ...taken, decisions: returnAll(taken, ['duplicate'], ''), wideConfirmed: false },
            by('reviewer01'),
          ),
      ),
    ).toEqual(['ERR_APPLICATION_CHANGED', 'won']);
    const { state } = await ground.read(taken.reference);
    const opened = await ground.db('accounts').where({ user_name: 'user000' });
    expect([state, opened.length]).toEqual(state === 'approved' ? ['approved', 1] : ['returned', 0]);
    expect(await mailsIn(ground.db)).toHaveLength(state === 'approved' ? 3 : 1);
  });

  it('the same approval sent five times', async () => {
    const { services, by } = ground;
    const taken = await ground.underReview(newAccounts('manager', 'user000'), null);
    const run = () =>
      decide(services, { ...taken, decisions: approveAll(taken), wideConfirmed: false }, by('reviewer01'));
    expect((await race(run, run, run, run, run)).filter((outcome) => outcome === 'won')).toHaveLength(1);
    expect((await mailsIn(ground.db)).filter((mail) => mail.startsWith('one-time-password'))).toHaveLength(1);
  });

  it('two approvals that together would take away the last manager', async () => {
    const { services, by } = ground;
    const first = await ground.underReview(
      await change(ground, 'manager01', { ticked: ['disable'] }),
      'manager01',
      'reviewer01',
    );
    const second = await ground.underReview(
      await change(ground, 'manager02', { ticked: ['role'], role: 'reporter' }),
      'manager02',
      'reviewer02',
    );
    expect(
      await race(
        () =>
          decide(
            services,
            { ...first, decisions: approveAll(first), wideConfirmed: false },
            by('reviewer01'),
          ),
        () =>
          decide(
            services,
            { ...second, decisions: approveAll(second), wideConfirmed: false },
            by('reviewer02'),
          ),
      ),
    ).toEqual(['ERR_ACCOUNT_LAST_MANAGER', 'won']);
    const managers = ground.db('accounts').where({ role: 'manager', state: 'active' });
    expect(await managers.whereIn('user_name', ['manager01', 'manager02'])).toHaveLength(1);
  });

  it('a withdrawal and a review', async () => {
    const { services, by } = ground;
    const filed = await ground.file(newAccounts('manager', 'user000'), 'manager01');
    const received = await receiveLetter(
      services,
      { letter: letterOf(filed), version: filed.version },
      by('reviewer01'),
    );
    expect(
      await race(
        () => withdraw(services, received, by('manager01')),
        () => takeForReview(services, received, by('reviewer01')),
      ),
    ).toEqual(['ERR_APPLICATION_CHANGED', 'won']);
    expect(['withdrawn', 'under-review']).toContain((await ground.read(filed.reference)).state);
  });

  it('one user name asked for by several forms', async () => {
    const form = newAccounts('manager', 'user000');
    const file = () => ground.file(form, null);
    expect(await race(file, file, file)).toEqual(['ERR_FIELDS', 'ERR_FIELDS', 'won']);
    expect(await ground.db('applications')).toHaveLength(1);
    expect(await mailsIn(ground.db)).toHaveLength(1);
  });

  it('several changes of one account', async () => {
    const form = await change(ground, 'reporter01', { ticked: ['disable'] });
    expect(
      await race(
        () => ground.file(form, 'manager01'),
        () => ground.file(form, 'reporter01'),
      ),
    ).toEqual(['ERR_APPLICATION_ACCOUNT_OPEN', 'won']);
  });

  it('two daily jobs', async () => {
    await ground.file(newAccounts('manager', 'user000'), null);
    const later = new Date('2027-01-22T01:00:00.000Z');
    const lapsed = await Promise.all([
      lapseOverdue(ground.services, later),
      lapseOverdue(ground.services, later),
    ]);
    expect(lapsed.sort()).toEqual([0, 1]);
    expect((await mailsIn(ground.db)).filter((mail) => mail.startsWith('application-lapsed'))).toHaveLength(
      1,
    );
  });
});
