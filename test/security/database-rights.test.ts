import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { appendAudit } from '../../src/audit/index.js';
import { connect, type Database, inTransaction } from '../../src/database/index.js';
import { openCards, openWorld, type World } from '../accounts/support/world.js';
import { opener } from '../support/databases.js';

const open = opener('mariadb');
let owner: Database;
let serving: Database;
let world: World;
const user = `serving_${randomBytes(4).toString('hex')}`;

beforeAll(async () => {
  const { db, settings } = await open();
  if (settings.dialect !== 'mariadb') throw new TypeError('This is about MariaDB.');
  owner = db;
  await owner.raw(`CREATE USER '${user}'@'%'`);
  await owner.raw(`GRANT SELECT, INSERT, UPDATE, DELETE ON \`${settings.database}\`.* TO '${user}'@'%'`);
  serving = connect({ ...settings, user });
  world = await openWorld(serving, await openCards());
});

afterAll(async () => {
  await serving?.destroy();
  await owner?.raw(`DROP USER '${user}'@'%'`);
});

it('the serving user’s rights are enough to add an account and to log in', async () => {
  await world.addReady({});
  expect((await world.logIn()).account.userName).toBe('reporter01');
});

it.each([
  'DROP TRIGGER audit_entries_no_update',
  'TRUNCATE audit_entries',
  'DROP TABLE audit_entries',
  'ALTER TABLE accounts ADD COLUMN a INT',
  "CREATE USER 'another'@'%'",
  "SELECT LOAD_FILE('/etc/passwd') INTO OUTFILE '/tmp/never'",
])('they are not enough for: %s', async (statement) => {
  await expect(serving.raw(statement)).rejects.toMatchObject({
    code: expect.stringMatching(/^ER_(TABLEACCESS|DBACCESS|ACCESS|SPECIFIC_ACCESS)_?DENIED_ERROR$/),
  });
});

it.each(['UPDATE audit_entries SET action = 1', 'DELETE FROM audit_entries'])(
  'nor for rewriting the audit trail: %s',
  async (statement) => {
    await inTransaction(serving, (trx) =>
      appendAudit(trx, {
        at: world.clock.now,
        actor: null,
        address: null,
        action: 'test.write',
        target: null,
        outcome: 'done',
        reference: null,
      }),
    );
    const before = await serving('audit_entries').count({ n: '*' });
    await expect(serving.raw(statement)).rejects.toThrow();
    expect(await serving('audit_entries').count({ n: '*' })).toEqual(before);
  },
);
