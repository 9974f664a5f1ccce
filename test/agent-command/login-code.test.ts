import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { demoCard } from '../../src/demo/pki/index.js';
import { type Stack, startStack } from '../e2e/support/stack.js';
import { findPerson } from '../support/installation.js';
import { run, type World } from './support/run.js';

let stack: Stack;

beforeAll(async () => {
  stack = await startStack(['reporter-second']);
  // The first card, which the account is bound to from now on; the other one of the same person is in the reader.
  await stack.logIn('reporter01');
}, 60_000);
afterAll(() => stack?.stop());

function logIn(world: World) {
  const { modulePath, configFile } = stack.readers;
  const card = ['--module', modulePath, '--softhsm-conf', configFile];
  const args = ['login', '--gateway', stack.origin, '--user', 'reporter01', ...card, '--json'];
  const { password } = findPerson(stack.people, 'reporter01');
  const { pin } = demoCard(stack.cards.pki, 'reporter-second');
  return run(args, { ...world, answers: [password, pin, ...(world.answers ?? [])] });
}

/** The code of the newest mail that has one. */
function codeFromMail(): Promise<string> {
  return vi.waitFor(
    async () => {
      const list = await (await fetch(stack.mailbox.url)).text();
      const [, path = ''] = /href="([^"]+)"[^>]*>\s*健報登入驗證碼/u.exec(list) ?? [];
      const mail = await (await fetch(new URL(`${path}/text`, stack.mailbox.url))).text();
      const [code = ''] = /\d{4} \d{4}/.exec(mail) ?? [];
      expect(code).not.toBe('');
      return code;
    },
    { timeout: 20_000, interval: 100 },
  );
}

it('asks for the code at a terminal, again after a wrong one, and logs in with the new card', async () => {
  const ran = await logIn({ answers: ['0000 0000', codeFromMail] });
  expect(ran.errors.split('\n').slice(0, 2)).toEqual([
    expect.stringContaining('一次性驗證碼已寄到這個帳號登記的電子信箱'),
    expect.stringContaining('還可以再試 2 次'),
  ]);
  expect(ran.questions).toEqual([
    'reporter01 的密碼：',
    '憑證卡的 PIN 碼：',
    '信中的驗證碼：',
    '信中的驗證碼：',
  ]);
  expect([ran.exit, ran.json.account.userName]).toEqual([0, 'reporter01']);
  // The new card is the bound one now.
  expect((await logIn({})).exit).toBe(0);
});
