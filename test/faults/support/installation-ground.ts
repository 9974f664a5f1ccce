import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { pino } from 'pino';
import type { Database } from '../../../src/database/index.js';
import { openParts } from '../../../src/gateway-parts.js';
import { findSubmission } from '../../../src/reports/submissions/store.js';
import type { PreparedInstallation } from '../../support/installation.js';
import type { LookedAtGround } from './expect-nothing-lost.js';
import type { Task } from './reporter.js';

/** What gateways have left of an installation, opened with the gateway's own parts. */
export async function openInstallationGround(
  { config }: Pick<PreparedInstallation, 'config'>,
  db: Database,
): Promise<LookedAtGround & { close(): Promise<void> }> {
  const log = pino({ level: 'silent' });
  const parts = await openParts({ config, clock: () => new Date(), randomBytes, log }, db);
  return {
    db,
    keys: parts.keys,
    documents: parts.documents,
    close: () => parts.cards.close(),
    async read(number) {
      const submission = await findSubmission(db, number);
      if (submission === undefined) throw new Error(`There is no submission ${number}.`);
      return submission;
    },
    storedFiles: () =>
      readdirSync(config.directories.documents, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ name }) => name),
  };
}

/** Notes how the submissions of tasks stand. */
export async function learnStates(db: Database, tasks: readonly Task[]): Promise<void> {
  const rows = await db('submissions').select('number', 'state');
  const states = new Map(rows.map(({ number, state }) => [number, state]));
  for (const task of tasks) task.state = states.get(task.number) ?? task.state ?? '';
}

/** Waits until no job is left but those that end what nobody confirms. */
export async function untilIdle(db: Database): Promise<void> {
  const left = () =>
    db('jobs').whereNot({ state: 'done' }).whereNot({ kind: 'submission.lapse' }).first('id');
  while ((await left()) !== undefined) await new Promise((resolve) => setTimeout(resolve, 20));
}
