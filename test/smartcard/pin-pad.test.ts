import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ask, nonce, startTestAgent, type TestAgent } from '../support/card-agent.js';
import { demoCards, type InsertedCards, insertCards } from '../support/demo-cards.js';

const pin = '246810';

let inserted: InsertedCards;
let scratch: string;
let modulePath: string;
let agent: TestAgent;

beforeAll(async () => {
  inserted = await insertCards(await demoCards(), ['reporter']);
  scratch = await mkdtemp(join(tmpdir(), 'jianbao-pad-'));
  modulePath = join(scratch, 'pin-pad.so');
  const source = fileURLToPath(new URL('./support/pin-pad.c', import.meta.url));
  const paths = { MODULE: inserted.modulePath, PAD: join(scratch, 'pad'), LOGINS: join(scratch, 'logins') };
  const defines = Object.entries(paths).map(([name, path]) => `-D${name}="${path}"`);
  execFileSync('cc', ['-shared', '-fPIC', '-Wall', '-Werror', ...defines, source, '-o', modulePath, '-ldl']);
});
afterEach(() => agent.close());
afterAll(async () => {
  await inserted.remove();
  await rm(scratch, { recursive: true });
});

async function start(options: Parameters<typeof startTestAgent>[1] = {}): Promise<void> {
  await rm(join(scratch, 'logins'), { force: true });
  agent = await startTestAgent({ modulePath, configFile: inserted.configFile }, options);
}

const type = (text: string) => writeFile(join(scratch, 'pad'), text);
const logins = async () => (await readFile(join(scratch, 'logins'), 'utf8')).trim().split('\n');
const login = (more: object = {}) => ask(agent, { body: { challengeNonce: nonce, ...more } });

// No virtual reader has a pad, so this is SoftHSM behind a module that says it has one.
describe('a reader with a PIN pad', () => {
  it('is told to the page, which then asks for no PIN', async () => {
    await start();
    const { json } = await ask(agent, { path: '/readers', body: {} });
    expect(json.readers.map(({ pinPad }: { pinPad: boolean }) => pinPad)).toEqual([true, false]);
  });

  it('takes the PIN, and the agent passes none', async () => {
    await start();
    await type(pin);
    expect((await login()).status).toBe(200);
    expect(await logins()).toEqual(['pad']);
  });

  it('takes the PIN also when a page sent one', async () => {
    await start();
    await type(pin);
    expect((await login({ pin: '735291' })).status).toBe(200);
    expect(await logins()).toEqual(['pad']);
  });

  it('on which a wrong PIN was typed costs a try, and the last one wants its agreement', async () => {
    await start();
    await type('735291');
    const answers = [];
    for (const more of [{}, {}, {}, { consentLastTry: true }, {}]) {
      const { json } = await login(more);
      answers.push([json.code, json.triesLeft]);
    }
    expect(answers).toEqual([
      ['ERR_AGENT_PIN_WRONG', 2],
      ['ERR_AGENT_PIN_WRONG', 1],
      ['ERR_AGENT_PIN_LAST_TRY', 1],
      ['ERR_AGENT_PIN_WRONG', 0],
      ['ERR_AGENT_PIN_RESTING', 0],
    ]);
    expect(await logins()).toEqual(['pad', 'pad', 'pad']);
  });

  it('on which the person cancels is an ordinary outcome', async () => {
    await start();
    await type('cancel');
    expect((await login()).json.code).toBe('ERR_AGENT_CANCELLED');
  });

  it('is named in the agent’s window, which has no field for the PIN then', async () => {
    let opened: (address: string) => void = () => undefined;
    const opening = new Promise<string>((resolve) => {
      opened = resolve;
    });
    await start({ openWindow: async (address) => opened(address), pinEntry: 'agent', askConsent: 'window' });
    await type(pin);
    const digest = { algorithm: 'SHA-256', value: createHash('sha256').update('x').digest('base64') };
    const answer = ask(agent, { path: '/sign-document', body: { name: 'x', digest } });
    const [, secret] = (await opening).split('#');
    const headers = { Origin: `http://127.0.0.1:${agent.port}`, 'Sec-Fetch-Site': 'same-origin' };
    const asked = await ask(agent, {
      path: '/consent/question',
      body: {},
      headers: { ...headers, 'Jianbao-Consent': secret },
    });
    expect(asked.json).toMatchObject({ asksPin: false, pinPad: true });
    await ask(agent, {
      path: '/consent/answer',
      body: { agree: true },
      headers: { ...headers, 'Jianbao-Consent': asked.json.key },
    });
    expect((await answer).status).toBe(200);
    expect(await logins()).toEqual(['pad']);
  });
});
