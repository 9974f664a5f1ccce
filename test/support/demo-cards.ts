import { createHash, createPrivateKey, randomBytes, sign, X509Certificate } from 'node:crypto';
import { mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type CardTokens,
  type DemoPki,
  demoCard,
  makeCardTokens,
  makeDemoPki,
  readDemoPki,
} from '../../src/demo/pki/index.js';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const pkiSources = join(root, 'src', 'demo', 'pki');
const cache = join(root, '.cache');

/** The moment for which the tests' demo PKI is made, unless a test names another. CRLs are valid for a week from it. */
export const demoMoment = new Date('2026-11-22T02:00:00.000Z');

export interface DemoCards {
  readonly pki: DemoPki;
  /** The folder that `pki`'s paths are relative to. */
  readonly directory: string;
}

/**
 * The demo PKI for the tests, with its real key sizes: made once and kept in `.cache/` under a hash of its sources and
 * the day. Two processes that ask at once may both make it; the first to finish wins. Nobody writes into it.
 *
 * @param now the moment around which certificates and CRLs are valid; `new Date()` for a test with a real clock
 */
export async function demoCards(now: Date = demoMoment): Promise<DemoCards> {
  // On the very day of the moment, lists made for the real time would be of a later time than the moment.
  const period = now.getTime() === demoMoment.getTime() ? 'moment' : now.toISOString().slice(0, 10);
  const directory = join(cache, `demo-pki-${period}-${await hashOfSources()}`);
  const made = await readDemoPki(directory);
  if (made !== undefined) return { pki: made, directory };
  const unfinished = `${directory}.${randomBytes(6).toString('hex')}`;
  await makeDemoPki({ directory: unfinished, now, random: randomBytes });
  // Renaming onto a folder that is not empty fails: then another process was first, and its PKI is taken.
  await rename(unfinished, directory).catch(() => rm(unfinished, { recursive: true }));
  const pki = await readDemoPki(directory);
  if (pki === undefined) throw new Error(`No demo PKI could be made in ${directory}.`);
  return { pki, directory };
}

export interface InsertedCards extends CardTokens {
  /** Takes the cards out of the readers. */
  pullOut(): Promise<void>;
  /** Takes them out and puts others in, while no card agent is asked for anything. */
  change(ids: readonly string[]): Promise<void>;
  /** Deletes the computer. */
  remove(): Promise<void>;
}

/**
 * A computer with these demo cards in its readers: a fresh SoftHSM folder of its own. Sets SOFTHSM2_CONF of this
 * process.
 */
export async function insertCards(cards: DemoCards, ids: readonly string[]): Promise<InsertedCards> {
  const directory = await mkdtemp(join(tmpdir(), 'jianbao-cards-'));
  const insert = (those: readonly string[]) =>
    makeCardTokens({ pkiDirectory: cards.directory, pki: cards.pki, directory, cards: those });
  const pullOut = async () => {
    const tokens = join(directory, 'tokens');
    for (const name of await readdir(tokens)) {
      // At once, as a card is: SoftHSM takes a token that lacks some of its files for another one.
      const pulledOut = join(directory, `out-${name}`);
      await rename(join(tokens, name), pulledOut);
      await rm(pulledOut, { recursive: true });
    }
  };
  return {
    ...(await insert(ids)),
    pullOut,
    change: async (others) => {
      await pullOut();
      await insert(others);
    },
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

/** A demo card's signature certificate (DER) and key, for tests that need no card reader. */
export async function readSignatureCard({ pki, directory }: DemoCards, id: string) {
  const { signature } = demoCard(pki, id);
  const certificate = new X509Certificate(await readFile(join(directory, signature.certificate))).raw;
  const privateKey = createPrivateKey(await readFile(join(directory, signature.key)));
  return { certificate, privateKey };
}

/** The Web eID token (RS256) that a demo card gives for an origin and a nonce, signed without a card reader. */
export async function signToken(
  cards: DemoCards,
  { card, origin, nonce }: { readonly card: string; readonly origin: string; readonly nonce: string },
): Promise<string> {
  const { certificate, privateKey } = await readSignatureCard(cards, card);
  const data = Buffer.concat([origin, nonce].map((part) => createHash('sha256').update(part).digest()));
  return JSON.stringify({
    unverifiedCertificate: certificate.toString('base64'),
    algorithm: 'RS256',
    signature: sign('sha256', data, privateKey).toString('base64'),
    format: 'web-eid:1.0',
    appVersion: 'https://jianbao.invalid/card-agent/1.0.0',
  });
}

async function hashOfSources(): Promise<string> {
  const hash = createHash('sha256');
  for (const name of (await readdir(pkiSources)).sort()) hash.update(await readFile(join(pkiSources, name)));
  return hash.digest('hex').slice(0, 12);
}
