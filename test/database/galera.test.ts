import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { migrate } from '../../migrations/index.js';
import { connect, type Database, inTransaction } from '../../src/database/index.js';
import { claimJob } from '../../src/jobs/claim.js';
import { enqueueJob } from '../../src/jobs/index.js';
import { type GaleraCluster, startGalera, whyNoGalera } from '../support/galera-cluster.js';
import { createMariadbDatabase } from '../support/mariadb-server.js';
import { meeting } from '../support/meeting.js';

// Two servers begin, the second with a copy of the first.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const reason = whyNoGalera();
if (reason !== undefined) console.warn(`Galera is not tested here. ${reason}`);

describe.skipIf(reason !== undefined)('gateways on two nodes of a Galera cluster', () => {
  let cluster: GaleraCluster;
  let here: Database;
  let there: Database;

  beforeAll(async () => {
    cluster = await startGalera(2);
    const [first = 0, second = 0] = cluster.ports;
    await createMariadbDatabase(first, 'jianbao');
    here = openNode(first);
    await migrate(here);
    there = openNode(second);
    await here('institutions').insert(['A', 'B'].map((name, index) => institution(name, index)));
  });

  afterAll(async () => {
    await here?.destroy();
    await there?.destroy();
    await cluster?.stop();
  });

  it('read at once what was committed on the other', async () => {
    for (let round = 0; round < 200; round += 1) {
      const [writer, reader] = round % 2 === 0 ? [here, there] : [there, here];
      await writer('institutions')
        .where({ code: 'B' })
        .update({ telephone: `${round}` });
      const [read] = await reader('institutions').where({ code: 'B' }).pluck('telephone');
      expect(read).toBe(`${round}`);
    }
  });

  it('learn of a failed certification as a deadlock at the commit', async () => {
    const outcomes = await Promise.allSettled(
      crosswise((db, change) => db.transaction((trx) => change(trx))),
    );
    const refused = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []));
    expect(refused).toEqual(['ER_LOCK_DEADLOCK']);
  });

  it('both get through with inTransaction: the later one is done again on what the earlier one left', async () => {
    const [before] = await here('institutions').where({ code: 'A' }).pluck<string[]>('contact');
    await Promise.all(crosswise(inTransaction));
    for (const node of [here, there]) {
      const [after = ''] = await node('institutions').where({ code: 'A' }).pluck<string[]>('contact');
      expect(after.length - (before ?? '').length).toBe(2);
    }
  });

  it('do each job once', async () => {
    const now = new Date('2026-11-22T00:00:00Z');
    const names = Array.from({ length: 20 }, (_, n) => `job ${n}`);
    for (const subject of names) {
      await inTransaction(here, (trx) => enqueueJob(trx, { kind: 'test', subject, at: now }));
    }
    const claimed: string[] = [];
    const work = async (db: Database) => {
      while (claimed.length < names.length) {
        // A node that was too late is told so by an error; the worker's loop tries again.
        const job = await claimJob(db, { kinds: ['test'] }, now).catch(() => undefined);
        if (job !== undefined) claimed.push(job.subject);
      }
    };
    await Promise.all([work(here), work(there)]);
    expect([...claimed].sort()).toEqual([...names].sort());
  });

  /** The same row is changed on both nodes, each of which has read it before the other's change was there. */
  function crosswise(run: Run): readonly Promise<unknown>[] {
    const bothHaveRead = meeting(2);
    return [here, there].map((db) =>
      run(db, async (trx) => {
        const row = await trx('institutions').where({ code: 'A' }).forUpdate().first('contact');
        await bothHaveRead();
        await trx('institutions')
          .where({ code: 'A' })
          .update({ contact: `${row.contact}x` });
      }),
    );
  }
});

type Run = (
  db: Database,
  work: (trx: Parameters<Parameters<typeof inTransaction>[1]>[0]) => Promise<void>,
) => Promise<unknown>;

function openNode(port: number): Database {
  const settings = { dialect: 'mariadb', host: '127.0.0.1', port, user: 'root', password: '' } as const;
  return connect({ ...settings, database: 'jianbao' });
}

function institution(code: string, index: number) {
  return {
    code,
    name: `醫院${index}`,
    county: '新北市',
    address: '示範路1號',
    telephone: '02-1111-1111',
    contact: 'x',
    updated_at: '2026-11-22T00:00:00.000Z',
  };
}
