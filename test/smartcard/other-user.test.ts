import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadPairingSecret } from '../../smartcard/server/pairing.js';
import { ask, gatewayOrigin, nonce, startTestAgent, type TestAgent } from '../support/card-agent.js';
import { demoCards, type InsertedCards, insertCards } from '../support/demo-cards.js';

/** The user "nobody" of Debian. */
const nobody = 65_534;
const why =
  process.platform !== 'linux'
    ? 'not Linux'
    : process.getuid?.() !== 0
      ? 'needs root to be somebody else'
      : '';

let inserted: InsertedCards;
let agent: TestAgent;
let scratch: string;

beforeAll(async () => {
  inserted = await insertCards(await demoCards(), ['reporter']);
  agent = await startTestAgent(inserted);
  scratch = await mkdtemp(join(tmpdir(), 'jianbao-other-user-'));
  await chmod(scratch, 0o755);
});
afterAll(async () => {
  await agent.close();
  await inserted.remove();
  await rm(scratch, { recursive: true });
});

/** What the agent answers a program of that user, which knows everything that a paired page knows. */
async function asked(uid: number, address: string, path: string): Promise<{ status: number; code?: string }> {
  const headers = {
    Host: `127.0.0.1:${agent.port}`,
    Origin: gatewayOrigin,
    'Content-Type': 'application/json',
    'Jianbao-Pairing': agent.pairingSecret,
  };
  const request = { host: address, port: agent.port, method: 'POST', path, headers };
  const child = spawn(
    process.execPath,
    [
      '-e',
      `const sent = require('node:http').request(${JSON.stringify(request)}, (answer) => {
        const parts = [];
        answer.on('data', (part) => parts.push(part)).on('end', () => {
          const { code } = JSON.parse(Buffer.concat(parts).toString());
          console.log(JSON.stringify({ status: answer.statusCode, code }));
        });
      });
      sent.end(${JSON.stringify(JSON.stringify({ challengeNonce: nonce, pin: '246810' }))});`,
    ],
    { uid, gid: uid, cwd: '/', stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let out = '';
  for await (const part of child.stdout) out += part;
  return JSON.parse(out);
}

describe.skipIf(why !== '')(`another user of this computer${why === '' ? '' : ` (${why})`}`, () => {
  it.each([
    ['127.0.0.1', '/authenticate'],
    ['::1', '/authenticate'],
    ['127.0.0.1', '/sign-document'],
    ['127.0.0.1', '/readers'],
    ['127.0.0.1', '/status'],
    ['127.0.0.1', '/consent/answer'],
  ])('that connects to %s gets nowhere at %s, even with the pairing secret', async (address, path) => {
    const touches = agent.cards.touches();
    expect(await asked(nobody, address, path)).toEqual({ status: 403, code: 'ERR_AGENT_OTHER_USER' });
    expect(agent.cards.touches()).toBe(touches);
  });

  it('is told apart from the same user in another program', async () => {
    for (const address of ['127.0.0.1', '::1'])
      expect(await asked(process.getuid?.() ?? -1, address, '/authenticate')).toEqual({ status: 200 });
    expect((await ask(agent)).status).toBe(200);
  });

  it('reads neither the pairing secret nor the names in its folder', async () => {
    const file = join(scratch, 'jianbao-card', 'pairing-secret');
    await loadPairingSecret(file, randomBytes);
    const as = { uid: nobody, gid: nobody, encoding: 'utf8' } as const;
    expect(spawnSync('cat', [file], as).stderr).toContain('Permission denied');
    expect(spawnSync('ls', [join(scratch, 'jianbao-card')], as).stderr).toContain('Permission denied');
    expect(spawnSync('ls', [scratch], as).stdout).toBe('jianbao-card\n');
  });
});
