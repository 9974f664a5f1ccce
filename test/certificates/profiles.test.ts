import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCardLogin } from '../../src/certificates/index.js';
import { shippedProfilesFile } from '../../src/certificates/profiles.js';
import { demoCards, demoMoment, readSignatureCard } from '../support/demo-cards.js';
import { codeOf, nonce, origin } from './support/context.js';
import { makeToken } from './support/small-pki.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jianbao-profiles-'));
  const { directory } = await demoCards();
  for (const name of ['anchors', 'crls'])
    await cp(join(directory, name), join(folder, name), { recursive: true });
});

afterEach(() => rm(folder, { recursive: true }));

function startLogin() {
  return createCardLogin({
    origin,
    anchorsDirectory: join(folder, 'anchors'),
    crlsDirectory: join(folder, 'crls'),
    demoMode: false,
    clock: () => demoMoment,
  });
}

async function outcomeOf(card: string): Promise<string> {
  const login = await startLogin();
  try {
    const token = makeToken({ ...(await readSignatureCard(await demoCards(), card)), origin, nonce });
    return await codeOf(() => login.validate(token, nonce));
  } finally {
    await login.close();
  }
}

describe('profiles.json beside the folder of anchors', () => {
  it('takes the place of the shipped file', async () => {
    expect([await outcomeOf('reporter'), await outcomeOf('medical')]).toEqual(['ok', 'ok']);
    const shipped = JSON.parse(await readFile(shippedProfilesFile, 'utf8'));
    const citizenOnly = shipped.profiles.filter(({ name }: { name: string }) => name === 'citizen');
    await writeFile(join(folder, 'profiles.json'), JSON.stringify({ ...shipped, profiles: citizenOnly }));
    expect([await outcomeOf('reporter'), await outcomeOf('medical')]).toEqual(['ok', 'ERR_CARD_PROFILE']);
  });

  it.each([
    ['no JSON', '{', 'is no file of card profiles: '],
    [
      'no profile',
      '{"testPolicies":[],"profiles":[],"refusedCards":[]}',
      'is no file of card profiles: profiles: ',
    ],
    ['a policy in words', '{"testPolicies":["test"],"profiles":[],"refusedCards":[]}', 'testPolicies.0: '],
  ])('stops the start with a sentence when it holds %s', async (_, text, sentence) => {
    await writeFile(join(folder, 'profiles.json'), text);
    await expect(startLogin()).rejects.toThrow(TypeError);
    await expect(startLogin()).rejects.toThrow(sentence);
  });
});
