import { beforeAll, beforeEach, expect, it } from 'vitest';
import { type ApplicationForm, approveAll, decide, returnAll } from '../../src/applications/index.js';
import { describeOnEachDatabase } from '../support/databases.js';
import { change, emptyGround, type Ground, newAccounts, openGround, type Person } from './support/ground.js';

type Form = (ground: Ground) => ApplicationForm | Promise<ApplicationForm>;

const newManager: Form = () => newAccounts('manager', 'user000');
const newReporters: Form = () => newAccounts('reporter', 'tester111', 'tester222');
const newEmail: Form = (ground) =>
  change(ground, 'reporter01', { ticked: ['email'], email: 'moved@hospital.example' });
const otherRole: Form = (ground) => change(ground, 'reporter01', { ticked: ['role'], role: 'manager' });

const filler = 'filler@hospital.example';

describeOnEachDatabase('the mails of a decision', (open) => {
  let ground: Ground;
  beforeAll(async () => {
    ground = await openGround((await open()).db);
  });
  beforeEach(() => emptyGround(ground));

  async function mailsOf(form: Form, person: Person | null, outcome: 'approve' | 'return') {
    const taken = await ground.underReview(await form(ground), person);
    await ground.db('mails').delete();
    const decisions =
      outcome === 'approve' ? approveAll(taken) : returnAll(taken, ['seal-missing'], '請補蓋小章');
    await decide(ground.services, { ...taken, decisions, wideConfirmed: false }, ground.by('reviewer01'));
    const mails = await ground.db('mails').orderBy('id').select('event', 'recipient', 'language', 'params');
    return mails.map(({ event, recipient, language, params }) => {
      const { reader = '–' } = JSON.parse(params);
      return `${event} ${recipient} ${reader} ${language}`;
    });
  }

  it.each<[string, Form, Person | null, readonly string[]]>([
    [
      'a new manager: the filler and the holder',
      newManager,
      null,
      [
        'one-time-password user000@hospital.example – zh-Hant',
        `application-approved ${filler} filler zh-Hant`,
        'application-approved user000@hospital.example applicant zh-Hant',
      ],
    ],
    [
      'new reporters: the filler, and each holder of their own account',
      newReporters,
      'manager01',
      [
        'one-time-password tester111@hospital.example – zh-Hant',
        'one-time-password tester222@hospital.example – zh-Hant',
        `application-approved ${filler} filler zh-Hant`,
        'application-approved tester111@hospital.example applicant zh-Hant',
        'application-approved tester222@hospital.example applicant zh-Hant',
      ],
    ],
    [
      'a new e-mail: the holder at both addresses, the managers, the filler',
      newEmail,
      'reporter01',
      [
        'account-changed moved@hospital.example holder zh-Hant',
        'account-changed reporter01@hospital.example formerly zh-Hant',
        'account-changed manager01@hospital.example manager zh-Hant',
        'account-changed manager02@hospital.example manager en',
        `application-approved ${filler} filler zh-Hant`,
      ],
    ],
    [
      'another role: the holder, the managers, the filler',
      otherRole,
      'manager01',
      [
        'account-changed reporter01@hospital.example holder zh-Hant',
        'account-changed manager01@hospital.example manager zh-Hant',
        'account-changed manager02@hospital.example manager en',
        `application-approved ${filler} filler zh-Hant`,
      ],
    ],
  ])('tell of an approval of %s', async (_name, form, person, mails) => {
    await ground.db('accounts').where({ user_name: 'manager02' }).update({ language: 'en' });
    expect(await mailsOf(form, person, 'approve')).toEqual(mails);
    await ground.db('accounts').update({ language: 'zh-Hant' });
  });

  it.each<[string, Form, Person | null, readonly string[]]>([
    ['a letter: the filler alone', newManager, null, [`application-returned ${filler} filler zh-Hant`]],
    [
      'a scan: the filler and those it is about',
      newReporters,
      'manager01',
      [
        `application-returned ${filler} filler zh-Hant`,
        'application-returned tester111@hospital.example applicant zh-Hant',
        'application-returned tester222@hospital.example applicant zh-Hant',
      ],
    ],
    [
      'a scan for a change: the filler and the holder, at the address that stays',
      newEmail,
      'reporter01',
      [
        `application-returned ${filler} filler zh-Hant`,
        'application-returned reporter01@hospital.example applicant zh-Hant',
      ],
    ],
  ])('tell of a return of %s', async (_name, form, person, mails) => {
    expect(await mailsOf(form, person, 'return')).toEqual(mails);
  });
});
