import { expect, it } from 'vitest';
import { sample } from '../reports/support/report-ground.js';
import { opener } from '../support/databases.js';
import { openGroundOverLine } from './support/ground-over-line.js';

const open = opener('mariadb');

it('a database that goes away while a file is processed costs a retry, and no row', async () => {
  const opened = await open();
  const { db } = opened;
  const { ground, line, close } = await openGroundOverLine(opened);
  const { number, id } = await ground.send(sample({ rows: 6_000 }));

  const running = ground.work();
  const staged = async () =>
    Number((await db('exam_records').where({ submission_id: id }).count({ n: '*' }))[0]?.n);
  while ((await staged()) === 0);
  line.cut();
  await running.catch(() => undefined);
  expect((await db('submissions').where({ number }).first()).state).toBe('processing');

  line.mend();
  // After the lease of the run that could not even be given back.
  ground.now = new Date(ground.now.getTime() + 600_000);
  await ground.work();
  expect((await ground.read(number)).state).toBe('accepted');
  expect(await staged()).toBe(6_000);
  expect(await db('receipts').count({ n: '*' })).toEqual([{ n: 1 }]);
  expect(ground.failures.length).toBeGreaterThan(0);
  await close();
});

it('a database that is away while a file is sent refuses it; sent again, it is taken in', async () => {
  const { ground, gateway, line, close } = await openGroundOverLine(await open());
  line.cut();
  await expect(ground.send(sample())).rejects.toThrow();
  line.mend();
  expect(await gateway('submissions').count({ n: '*' })).toEqual([{ n: 0 }]);
  const { number } = await ground.send(sample());
  await ground.work();
  expect((await ground.read(number)).state).toBe('accepted');
  await close();
});
