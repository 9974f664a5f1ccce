import { spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openWindowWith } from '../../smartcard/index.js';
import { ask, gatewayOrigin, nonce, startTestAgent } from '../support/card-agent.js';
import { demoCards, type InsertedCards, insertCards } from '../support/demo-cards.js';

const program = fileURLToPath(new URL('../../dist/smartcard/cli/main.js', import.meta.url));
const address = 'http://127.0.0.1:48127/consent#$(id)';

let scratch: string;
let inserted: InsertedCards;

beforeAll(async () => {
  inserted = await insertCards(await demoCards(), ['reporter']);
  // Under a folder without blanks, since blanks separate the arguments of the command.
  scratch = await mkdtemp(join(tmpdir(), 'jianbao-window-'));
});
afterAll(async () => {
  await inserted.remove();
  await rm(scratch, { recursive: true });
});

/** A stand-in for a browser: writes down what it was told to open, and ends with that code. */
async function browser(name: string, code: number): Promise<string> {
  const path = join(scratch, name);
  await writeFile(path, `#!/bin/sh\nprintf '%s\\n' "$@" > '${path}.opened'\nexit ${code}\n`);
  await chmod(path, 0o755);
  return path;
}

const openedBy = (path: string) => readFile(`${path}.opened`, 'utf8');

describe('the window', () => {
  it('is opened by the program that was named, without a shell, with the address at the end', async () => {
    const path = await browser('named', 0);
    await openWindowWith(`${path} --new-window  --quiet`)(address);
    expect(await openedBy(path)).toBe(`--new-window\n--quiet\n${address}\n`);
  });

  it.each([
    ['fails', () => browser('failing', 3)],
    ['is not there', async () => join(scratch, 'none')],
  ])('that a program which %s should open is told as not opened', async (_what, path) => {
    const agent = await startTestAgent(inserted, {
      askConsent: 'window',
      openWindow: openWindowWith(await path()),
    });
    const { status, json } = await ask(agent);
    expect([status, json.code, json.title]).toEqual([503, 'ERR_AGENT_NO_WINDOW', '憑證元件無法開啟確認視窗']);
    expect(agent.cards.touches()).toBe(1);
    await agent.close();
  });

  it('of jianbao-card serve asks for the consent and the PIN', async () => {
    const path = await browser('of-serve', 0);
    const pairingFile = join(scratch, 'pairing', 'secret');
    const args = ['serve', '--origin', gatewayOrigin, '--port', '0', '--pairing-file', pairingFile];
    const cards = ['--module', inserted.modulePath, '--softhsm-conf', inserted.configFile];
    const consent = ['--consent', 'window', '--pin', 'agent', '--open-command', path, '--language', 'en'];
    const child = spawn(process.execPath, [program, ...args, ...cards, ...consent]);
    try {
      let said = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
      const patience = { timeout: 10_000 };
      const port = await vi.waitFor(
        () => Number(/port (\d+)/.exec(said)?.[1] ?? expect.fail(said)),
        patience,
      );
      const pairingSecret = (await readFile(pairingFile, 'utf8')).trim();
      const agent = { port, pairingSecret, addresses: ['127.0.0.1'], close: async () => undefined };
      const answer = ask(agent, { body: { challengeNonce: nonce } });
      const link = await vi.waitFor(async () => (await openedBy(path)).trim(), patience);
      const fromWindow = (part: string, proof: string | undefined, body: object) =>
        ask(agent, {
          path: `/consent/${part}`,
          body,
          headers: {
            Origin: `http://127.0.0.1:${port}`,
            'Sec-Fetch-Site': 'same-origin',
            'Jianbao-Pairing': undefined,
            'Jianbao-Consent': proof,
          },
        });
      const { json } = await fromWindow('question', link.split('#')[1], {});
      expect(json.facts[1].value).toBe('陳怡君');
      expect((await fromWindow('answer', json.key, { agree: true, pin: '246810' })).status).toBe(200);
      expect((await answer).status).toBe(200);
    } finally {
      child.kill('SIGKILL');
    }
  });
});
