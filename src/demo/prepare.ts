import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { migrate } from '../../migrations/index.js';
import { byOperator } from '../accounts/index.js';
import { systemClock } from '../clock.js';
import { connect, type Database } from '../database/index.js';
import { importInstitutions } from '../institutions/index.js';
import { initKeys } from '../keys/index.js';
import { type CardReader, makeCardReader } from './card-reader.js';
import type { DemoFolder } from './folder.js';
import { addPeople, type Person, readPeople, writePeople } from './people.js';
import { personPlans } from './people-plans.js';
import { type DemoPki, makeDemoPki, readDemoPki, renewDemoCrls } from './pki/index.js';

/** What a demonstration stands on. */
export interface DemoGround {
  readonly pki: DemoPki;
  readonly reader: CardReader;
  readonly people: readonly Person[];
}

export interface PrepareOptions {
  readonly folder: DemoFolder;
  /** SoftHSM 2's module; found by itself when left out. */
  readonly modulePath: string | undefined;
  /** Told what is being done, one sentence each. */
  readonly say: (sentence: string) => void;
}

/**
 * Makes everything that is not there yet: demo PKI, cards, keys, database, institution and people. What an earlier run
 * left is used again.
 */
export async function prepareDemo(options: PrepareOptions): Promise<DemoGround> {
  const { folder, say } = options;
  const pki = await preparePki(folder, say);
  const reader = await prepareReader(options, pki);
  if (!existsSync(folder.keys)) {
    say('Making the keys of the gateway');
    await initKeys({
      directory: folder.keys,
      name: 'demo.localhost',
      clock: systemClock,
      random: randomBytes,
    });
  }
  say('Preparing the database');
  const db = connect(demoDatabase(folder));
  try {
    await migrate(db);
    return { pki, reader, people: await preparePeople(folder, db, pki) };
  } finally {
    await db.destroy();
  }
}

/** The demonstration's SQLite database. */
export function demoDatabase(folder: DemoFolder) {
  return { dialect: 'sqlite', file: `${folder.data}/jianbao.sqlite` } as const;
}

async function preparePki(folder: DemoFolder, say: PrepareOptions['say']): Promise<DemoPki> {
  const now = systemClock();
  const found = await readDemoPki(folder.pki);
  if (found !== undefined) {
    await renewDemoCrls({ directory: folder.pki, pki: found, now });
    return found;
  }
  say('Making a demo PKI: a root, issuers in the shape of MOICA and HCA, certificates, certificate lists');
  return makeDemoPki({ directory: folder.pki, now, random: randomBytes });
}

/** The tokens are made anew each time: where SoftHSM keeps them depends on where this folder lies now. */
function prepareReader({ folder, modulePath, say }: PrepareOptions, pki: DemoPki): Promise<CardReader> {
  say('Putting the demo cards into SoftHSM 2');
  return makeCardReader({
    directory: folder.cards,
    pkiDirectory: folder.pki,
    pki,
    cards: [...personPlans.map(({ card }) => card), ...refusedCards],
    modulePath,
  });
}

/** Cards to try what a refusal looks like. */
const refusedCards = ['other-person', 'expired', 'revoked', 'on-hold', 'business'] as const;

async function preparePeople(folder: DemoFolder, db: Database, pki: DemoPki): Promise<readonly Person[]> {
  const found = await readPeople(folder.people);
  if (found !== undefined) return found;
  const at = systemClock();
  const institutions = await readFile(fileURLToPath(new URL('./data/institutions.csv', import.meta.url)));
  await importInstitutions(db, institutions, { ...byOperator, at });
  const people = await addPeople(db, pki, at);
  await writePeople(folder.people, people);
  return people;
}
