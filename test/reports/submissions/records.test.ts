import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { migrate } from '../../../migrations/index.js';
import { connect } from '../../../src/database/index.js';
import { UnsealError } from '../../../src/keys/index.js';
import { readContent } from '../../../src/reports/process/content.js';
import { createRecordWriter, type RowsToStage } from '../../../src/reports/records/record-writer.js';
import { openRecord, rowsPerChunk } from '../../../src/reports/records/seal-records.js';
import { indexWorker } from '../../../src/reports/records/worker-index.js';
import { dayOf } from '../../../src/reports/rules/calendar.js';
import { describeOnEachDatabase, type TestDatabase } from '../../support/databases.js';
import { createMariadbDatabase, startMariadb } from '../../support/mariadb-server.js';
import { keepRows } from '../support/keep-rows.js';
import { openReportGround, type ReportGround, sample } from '../support/report-ground.js';

describeOnEachDatabase('stored records', (open) => {
  let ground: ReportGround;
  let id: number;

  beforeEach(async () => {
    ground = await openReportGround(await open());
    ({ id } = await ground.send(sample({ rows: rowsPerChunk + 50 })));
    await ground.work();
    return () => ground.close();
  });

  it('are found by row, and hold what the file held', async () => {
    const [, , , fourth = ''] = sample({ rows: rowsPerChunk + 50 })
      .toString()
      .split('\r\n');
    const content = openRecord(ground.keys, id, await chunkOf(id, 2), 4);
    const { values } = readContent(content ?? Buffer.alloc(0));
    expect(Object.values(values).slice(0, 6)).toEqual(fourth.split(',').slice(0, 6));
    const row = await ground.db('exam_records').where({ submission_id: id, row_no: 4 }).first();
    expect(row).toMatchObject({
      kind: 'general',
      hazard_code: null,
      level: null,
      exam_date: values.exam_date,
      employer_ubn: values.employer_ubn,
      worker_index: indexWorker(ground.keys, values.worker_id ?? ''),
    });
  });

  it('do not open in another place or submission', async () => {
    const first = await chunkOf(id, 2);
    const second = await chunkOf(id, 2 + rowsPerChunk);
    expect(() => openRecord(ground.keys, id, { ...first, firstRow: second.firstRow }, 4)).toThrow(
      UnsealError,
    );
    expect(() => openRecord(ground.keys, id + 1, first, 4)).toThrow(UnsealError);
  });

  async function chunkOf(submissionId: number, firstRow: number) {
    const { sealed } = await ground
      .db('exam_record_chunks')
      .where({ submission_id: submissionId, first_row: firstRow })
      .first();
    return { firstRow, sealed: Buffer.from(sealed) };
  }
});

describeOnEachDatabase('a copied database', (open) => {
  it('shows no ID number, no name and no value of a file, accepted or refused', async () => {
    const database = await open();
    const ground = await openReportGround(database);
    await ground.send(sample({ rows: 300 }));
    await ground.send(sample({ rows: 300, errors: 20, seed: 2 }));
    await ground.work();
    ground.close();
    const copy = await bytesOnDisk(database);
    const rows = [sample({ rows: 300 }), sample({ rows: 300, errors: 20, seed: 2 })].flatMap((file) =>
      file
        .toString()
        .split('\r\n')
        .slice(1, -1)
        .map((line) => line.split(',')),
    );
    const secrets = new Set(rows.flatMap((cells) => cells.slice(4, 6)).filter((secret) => secret !== ''));
    expect(secrets.size).toBeGreaterThan(500);
    expect([...secrets].filter((secret) => copy.includes(secret))).toEqual([]);
    expect(copy.includes('醫字第')).toBe(false);
    // What is plain is found: the copy is really one of these records.
    const { employer_ubn } = await ground.db('exam_records').first('employer_ubn');
    expect(copy.includes(employer_ubn)).toBe(true);
  });
});

/** Every byte that the database's files hold, flushed to them first. */
async function bytesOnDisk({ db, settings }: TestDatabase): Promise<Buffer> {
  if (settings.dialect === 'sqlite') {
    await db.raw('PRAGMA wal_checkpoint(TRUNCATE)');
    return readFileSync(settings.file);
  }
  const [[{ folder }]] = await db.raw('select @@datadir as folder');
  const directory = join(folder, settings.database);
  return db.transaction(async (trx) => {
    const [tables] = await trx.raw("show full tables where table_type = 'BASE TABLE'");
    const names: string[] = tables.map((row: Record<string, string>) => Object.values(row)[0]);
    // Writes every page of the tables and keeps them so until the lock is given up.
    await trx.raw(`flush tables ${names.map(() => '??').join(', ')} for export`, names);
    try {
      return Buffer.concat(names.map((name) => readFileSync(join(directory, `${name}.ibd`))));
    } finally {
      await trx.raw('unlock tables');
    }
  });
}

describe('a MariaDB server that does not allow LOAD DATA LOCAL', () => {
  it('takes the same rows in with wide statements', async () => {
    const server = await startMariadb({ localInfile: false });
    onTestFinished(() => server.stop());
    await createMariadbDatabase(server.port, 'jianbao');
    const connection = { host: '127.0.0.1', port: server.port, user: 'root', database: 'jianbao' };
    const settings = { dialect: 'mariadb', password: '', ...connection } as const;
    const db = connect(settings);
    onTestFinished(() => db.destroy());
    await migrate(db);
    const ground = await openReportGround({ db, settings });
    onTestFinished(() => ground.close());
    const { number, id } = await ground.send(sample({ rows: 2_100 }));
    await ground.work();
    expect(ground.failures).toEqual([]);
    expect((await ground.read(number)).state).toBe('accepted');
    expect(await db('exam_records').where({ submission_id: id }).count({ n: '*' })).toEqual([{ n: 2_100 }]);
    // Several writes at once all learn of the refusal, and each goes its way all the same.
    const writer = createRecordWriter(db);
    const rows = [3_001, 3_002, 3_003, 3_004];
    const transactions = await Promise.all(rows.map(() => db.transaction()));
    await Promise.all(transactions.map((trx, n) => writer.take(rowsToStage(id, rows[n] ?? 0))(trx)));
    await Promise.all(transactions.map((trx) => trx.commit()));
    expect(await db('exam_records').where('row_no', '>', 3_000).pluck('row_no')).toHaveLength(4);
  });
});

function rowsToStage(submissionId: number, row: number): RowsToStage {
  const exam = { worker: 'A123456789', employer: '10000004', hazard: null, level: 0 };
  const rows = keepRows([{ row, ...exam, examDay: dayOf('2026-11-01') }]);
  const chunks = [{ firstRow: row, sealed: Buffer.from('sealed') }];
  return { submissionId, institutionId: 1, kind: 'general', rows, chunks };
}
