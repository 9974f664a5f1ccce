import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseCertificate } from '../../src/certificates/certificate.js';
import { DerError } from '../../src/certificates/der.js';
import { importPublicKey } from '../../src/certificates/public-key-info.js';
import type { TokenContext } from '../../src/certificates/token/check.js';
import { contextOf, nonce, origin, outcomeOf } from './support/context.js';
import { fuzzRuns, mutations } from './support/mutations.js';
import { makeCard, makeSmallPki, makeToken, now, type SmallPki } from './support/small-pki.js';

/** The share of each of the four kinds; the count has a limit of time of its own. */
const numRuns = Math.ceil(fuzzRuns / 4);
const timeout = 20_000 + fuzzRuns * 5;

let pki: SmallPki;
let context: TokenContext;
let certificate: Buffer;
let token: string;
let collectGarbage: () => void;

beforeAll(async () => {
  pki = makeSmallPki();
  context = await contextOf(pki);
  certificate = makeCard(pki.g3, pki.cardKeys);
  token = makeToken({ certificate, privateKey: pki.cardKeys.privateKey, origin, nonce });
  setFlagsFromString('--expose-gc');
  collectGarbage = runInNewContext('gc');
});

/** Runs `attempt` on mutations of `original`, and holds the memory after all of them against that after the first. */
async function fuzz(original: Buffer, attempt: (mutated: Buffer) => Promise<void> | void): Promise<void> {
  const run = async (runs: number) => {
    await fc.assert(
      fc.asyncProperty(mutations(original), async (bytes) => attempt(bytes)),
      {
        numRuns: runs,
      },
    );
    collectGarbage();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  // What the engine compiles and keeps for itself comes with the first ones.
  await run(Math.ceil(numRuns / 10));
  const before = await run(Math.ceil(numRuns / 10));
  const after = await run(numRuns);
  // One kibibyte left behind by each would be 25 MiB; the test runner's own comes and goes by some.
  expect(after - before).toBeLessThan(8 * 1024 * 1024);
}

/** Ours, or the one way in which a changed token still says the same. */
const answers = /^(?:ok|ERR_CARD_[A-Z_]+)$/;

describe('hostile bytes get an answer of ours, and leave nothing behind', () => {
  it('mutated certificates', { timeout }, () =>
    fuzz(certificate, (mutated) => {
      try {
        importPublicKey(parseCertificate(mutated).publicKeyInfo);
      } catch (error) {
        expect(error).toBeInstanceOf(DerError);
      }
    }),
  );

  it('mutated certificates of an authority', { timeout }, () =>
    fuzz(pki.g3.certificate, (mutated) => {
      try {
        importPublicKey(parseCertificate(mutated).publicKeyInfo);
      } catch (error) {
        expect(error).toBeInstanceOf(DerError);
      }
    }),
  );

  it('mutated texts of a token', { timeout }, () =>
    fuzz(Buffer.from(token), async (mutated) => {
      expect(await outcomeOf({ text: mutated.toString('latin1'), at: now }, context)).toMatch(answers);
    }),
  );

  it('tokens with a mutated certificate, which never pass', { timeout }, () => {
    const parts = JSON.parse(token);
    return fuzz(certificate, async (mutated) => {
      const text = JSON.stringify({ ...parts, unverifiedCertificate: mutated.toString('base64') });
      const outcome = await outcomeOf({ text, at: now }, context);
      if (mutated.equals(certificate)) return;
      expect(outcome).toMatch(/^ERR_CARD_/);
    });
  });
});
