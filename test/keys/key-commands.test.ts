import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { type Database, type DatabaseSettings, inTransaction } from '../../src/database/index.js';
import { type Keys, keyFiles, openKeys, readMasterKey, rotateDataKey } from '../../src/keys/index.js';
import { readValues } from '../../src/keys/sealed-columns/read-values.js';
import { replaceValue } from '../../src/keys/sealed-columns/replace-value.js';
import { contextOfChunk } from '../../src/reports/records/seal-records.js';
import { keyPurposes, sealedColumns } from '../../src/sealed-data.js';
import { describeOnEachDatabase } from '../support/databases.js';

// Each command is a process that has to load the program first.
vi.setConfig({ testTimeout: 60_000 });

const cli = fileURLToPath(new URL('../../dist/src/cli.js', import.meta.url));
const chunkPurpose = { name: 'exam-records', use: 'seal' } as const;
const longAgo = new Date('2026-11-01T00:00:00.000Z');

describeOnEachDatabase('jianbao keys', (open) => {
  let db: Database;
  let keys: Keys;
  let environment: NodeJS.ProcessEnv;
  const directory = mkdtempSync(join(tmpdir(), 'jianbao-key-commands-'));
  const files = keyFiles(directory);
  const maker = async () => ({
    masterKey: await readMasterKey(files.master, randomBytes),
    random: randomBytes,
    clock: () => longAgo,
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  beforeAll(async () => {
    const database = await open();
    db = database.db;
    environment = environmentOf(database.settings, directory);
  });

  beforeEach(async () => {
    writeFileSync(files.master, randomBytes(32).toString('base64'), { mode: 0o600 });
    await db('data_keys').delete();
    await db('exam_record_chunks').delete();
    keys = await openKeys({ db, ...(await maker()), purposes: keyPurposes });
    await addChunks(30);
  });

  it('rotate makes a key for every purpose but those of hashes, and says from when each is used', async () => {
    const { code, out } = await run('rotate');
    const rotated = keyPurposes.filter(({ use }) => use !== 'index').map(({ name }) => name);
    expect(code).toBe(0);
    expect(
      [...out.matchAll(/^([a-z-]+): key [0-9a-f]{16} is used from 2/gm)].map(([, name]) => name),
    ).toEqual(rotated);
    expect(await run('rotate', '--purpose', 'findings')).toMatchObject({ code: 2, out: '' });
    expect((await run('rotate', '--purpose', 'workers')).err).toContain('nothing would be found');
    const { code: early, err } = await run('reseal', '--purpose', 'exam-records');
    expect([early, err.includes('run this again then')]).toEqual([1, true]);
    expect(await db('audit_entries').where('action', 'keys.rotate').count({ n: '*' })).toEqual([
      { n: rotated.length },
    ]);
  });

  it('reseal goes on where a killed one ended, and list counts the values of each key', async () => {
    const keyId = await rotateLongAgo();
    const child = start('keys', 'reseal', '--purpose', 'exam-records', '--batch', '1');
    await once(child.stdout ?? child, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const [old = 0, fresh = 0] = await countByKey(keyId);
    expect(fresh).toBeGreaterThan(0);
    expect(old + fresh).toBe(30);
    expect(await run('reseal', '--purpose', 'exam-records')).toMatchObject({ code: 0, err: '' });
    expect(await countByKey(keyId)).toEqual([0, 30]);
    await keys.refresh();
    for (const { submission_id, first_row, sealed } of await db('exam_record_chunks')) {
      const rows = keys.openChunk('exam-records', sealed, contextOfChunk(submission_id, first_row));
      expect(rows.get(first_row)?.toString()).toBe(`row ${first_row}`);
    }
    const listed = (await run('list', '--json')).out.trim().split('\n');
    const lines = listed.map((line) => JSON.parse(line)).filter(({ purpose }) => purpose === 'exam-records');
    expect(lines.map(({ state, values }) => [state, values]).sort()).toEqual([
      ['active', 30],
      ['retired', 0],
    ]);
  });

  it('reseal names a value that was moved to another row and leaves it', async () => {
    await rotateLongAgo();
    const [first, second] = await db('exam_record_chunks').orderBy('first_row').limit(2);
    await db('exam_record_chunks').where({ first_row: first.first_row }).update({ sealed: second.sealed });
    const { code, err } = await run('reseal', '--purpose', 'exam-records');
    expect(code).toBe(1);
    expect(err).toBe(
      'exam_record_chunks.sealed {"submission_id":7,"first_row":2} does not open and was left as it is.\n',
    );
    const { code: checked, out } = await run('check', '--values');
    expect(checked).toBe(1);
    expect(out).toBe(
      'exam_record_chunks.sealed {"submission_id":7,"first_row":2} does not open: it was altered or moved.\n',
    );
  });

  it('check finds a key whose line is lost', async () => {
    expect(await run('check', '--values')).toMatchObject({
      code: 0,
      out: 'Every key opens, and no value names a key that is missing.\n',
    });
    const { id } = await db('data_keys').where({ purpose: 'exam-records' }).first();
    await db('data_keys').where({ id }).delete();
    expect(await run('check')).toMatchObject({
      code: 1,
      out: `exam_record_chunks.sealed: 30 values were sealed with key ${id}, which is lost. Restore its line of data_keys from a backup.\n`,
    });
  });

  it('reseal leaves what a gateway wrote meanwhile', async () => {
    const [column] = sealedColumns.filter(({ table }) => table === 'exam_record_chunks');
    if (column === undefined) throw new TypeError('The chunks are not declared.');
    const [read, untouched] = await readValues(db, column, { after: undefined, limit: 2 });
    if (read === undefined || untouched === undefined) throw new TypeError('There are no chunks.');
    const newer = keys.sealChunk('exam-records', [], contextOfChunk(7, 2));
    await db('exam_record_chunks').where({ first_row: 2 }).update({ sealed: newer });
    const value = randomBytes(40);
    expect(await inTransaction(db, (trx) => replaceValue(trx, column, read, value))).toBe(false);
    expect(await inTransaction(db, (trx) => replaceValue(trx, column, untouched, value))).toBe(true);
    expect(await db('exam_record_chunks').orderBy('first_row').limit(3).pluck('first_row')).toEqual([
      2, 202, 402,
    ]);
    expect(await db('exam_record_chunks').orderBy('first_row').limit(2).pluck('sealed')).toEqual([
      newer,
      value,
    ]);
  });

  it('a gateway does not start with another master key, and says which it needs', async () => {
    writeFileSync(files.master, randomBytes(32).toString('base64'), { mode: 0o600 });
    const { code, out, err } = await runWords('serve');
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(
      /^The data keys are wrapped by master key [0-9a-f]{16}, but the configured one is [0-9a-f]{16}\. Give the gateway/,
    );
    rmSync(files.master);
    expect(await runWords('serve')).toMatchObject({
      code: 2,
      err: `The key file ${files.master} does not exist; "jianbao keys init --dir DIRECTORY" makes one.\n`,
    });
  });

  it('rewrap gives the data keys another master key; the old one is refused with a sentence', async () => {
    const fresh = join(directory, 'new.key');
    writeFileSync(fresh, randomBytes(32).toString('base64'), { mode: 0o600 });
    const { code, out } = await run('rewrap', '--new-master', fresh);
    expect(code).toBe(0);
    expect(out).toContain(`${keyPurposes.length} data keys are wrapped by master key`);
    const refused = await run('rotate');
    expect(refused.code).toBe(2);
    expect(refused.err).toMatch(/^The data keys are wrapped by master key [0-9a-f]{16}, but the configured/);
    expect((await run('check')).out).toContain('does not open with master key');
    renameSync(fresh, files.master);
    expect((await run('check', '--values')).code).toBe(0);
  });

  it.each([
    ['reseal', '--purpose', 'workers'],
    ['reseal', '--purpose', 'exam-records', '--batch', '0'],
    ['rotate', '--purpose', 'unknown'],
    ['rewrap'],
  ])('%s %s %s is answered with what can be asked', async (...words) => {
    const { code, out, err } = await run(...words);
    expect([code, out, err.length > 0]).toEqual([2, '', true]);
  });

  async function addChunks(count: number): Promise<void> {
    await inTransaction(db, async (trx) => {
      for (let n = 0; n < count; n++) {
        const firstRow = 2 + n * 200;
        const rows = [{ row: firstRow, content: Buffer.from(`row ${firstRow}`) }];
        const sealed = keys.sealChunk('exam-records', rows, contextOfChunk(7, firstRow));
        await trx('exam_record_chunks').insert({ submission_id: 7, first_row: firstRow, sealed });
      }
    });
  }

  /** A key that came into use three weeks ago. */
  async function rotateLongAgo(): Promise<string> {
    return (await rotateDataKey(db, await maker(), chunkPurpose)).keyId;
  }

  async function countByKey(keyId: string): Promise<[number, number]> {
    const all = await db('exam_record_chunks').pluck('sealed');
    const fresh = all.filter((sealed: Buffer) => sealed.toString('hex', 1, 9) === keyId).length;
    return [all.length - fresh, fresh];
  }

  function start(...words: string[]): ChildProcess {
    return spawn(process.execPath, [cli, ...words], { env: environment });
  }

  function run(...words: string[]): Promise<Ran> {
    return runWords('keys', ...words);
  }

  async function runWords(...words: string[]): Promise<Ran> {
    const child = start(...words);
    let out = '';
    let err = '';
    child.stdout?.on('data', (text) => {
      out += text;
    });
    child.stderr?.on('data', (text) => {
      err += text;
    });
    const [code] = await once(child, 'close');
    return { code, out, err };
  }
});

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function environmentOf(settings: DatabaseSettings, directory: string): NodeJS.ProcessEnv {
  const shared = {
    PATH: process.env.PATH,
    JIANBAO_ORIGIN: 'https://jianbao.test',
    JIANBAO_KEYS_DIR: directory,
  };
  if (settings.dialect === 'sqlite') {
    return { ...shared, JIANBAO_DATA_DIR: settings.file.replace(/\/jianbao\.sqlite$/u, '') };
  }
  const { user, host, port, database } = settings;
  return { ...shared, JIANBAO_DATABASE: `mariadb://${user}@${host}:${port}/${database}` };
}
