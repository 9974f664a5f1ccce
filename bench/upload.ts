import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import mysql, { type Connection } from 'mysql2/promise';
import { generateSample } from '../src/reports/sample/generate.js';
import { layoutOf } from '../src/reports/schema/layouts.js';
import { createMariadbDatabase, startMariadb } from '../test/support/mariadb-server.js';

/**
 * A file of general exams from the first byte of its upload to the accepted submission, against LOAD DATA LOCAL of the same
 * file into a plain table with one column for each column of the file and the same secondary indexes: on the same server
 * with the default durability, alternating, so that both tables grow alike. The ratio is that of the medians.
 *
 * Prints one line of JSON for each size, and one for the peak memory of the gateway's process.
 * Sizes by `JIANBAO_BENCH_ROWS`, e.g. `100000,1000000`; default 100,000.
 */
const sizes = (process.env.JIANBAO_BENCH_ROWS ?? '100000').split(',').map(Number);
const rounds = Number(process.env.JIANBAO_BENCH_ROUNDS ?? '5');

const peaks: { readonly rows: number; readonly peakMegabytes: number; readonly loopDelayP99: number }[] = [];
for (const rows of sizes) peaks.push(await measure(rows));
for (const { rows, peakMegabytes, loopDelayP99 } of peaks) {
  print({
    name: `gateway process while ${rows} rows are taken in`,
    ratio: round(256 / peakMegabytes),
    unit: 'MB RSS at the peak',
    ours: round(peakMegabytes),
    reference: 256,
    goal: 1,
    better: 'higher',
    loopDelayP99: round(loopDelayP99),
  });
}

async function measure(rows: number) {
  const directory = mkdtempSync(join(tmpdir(), 'jianbao-bench-'));
  const server = await startMariadb({ durable: true, localInfile: true });
  const { port } = server;
  await createMariadbDatabase(port, 'ours');
  await createMariadbDatabase(port, 'plain');
  const plain = await mysql.createConnection({ host: '127.0.0.1', port, user: 'root', database: 'plain' });
  const settings = {
    dialect: 'mariadb',
    host: '127.0.0.1',
    port,
    user: 'root',
    password: '',
    database: 'ours',
  };
  const gateway = await startGateway(settings, directory);
  try {
    await createPlainTable(plain);
    const ours: number[] = [];
    const answered: number[] = [];
    const reference: number[] = [];
    for (let at = 0; at <= rounds; at += 1) {
      const file = join(directory, 'sample.csv');
      await writeSample(file, rows, at + 1);
      const taken = await takeIn(gateway.port, file);
      const loaded = await load(plain, file);
      // The first round warms both up.
      if (at === 0) continue;
      ours.push(taken.accepted);
      answered.push(taken.answered);
      reference.push(loaded);
    }
    print({
      name: `upload of ${rows} rows, first byte to accepted, against LOAD DATA LOCAL`,
      ratio: round(median(reference) / median(ours)),
      unit: 'ms',
      ours: round(median(ours)),
      reference: round(median(reference)),
      goal: 1,
      better: 'higher',
      ofThatUpload: round(median(answered)),
      megabytes: round(statSync(join(directory, 'sample.csv')).size / 1e6),
      rounds,
    });
    return { rows, ...(await gateway.report()) };
  } finally {
    gateway.process.disconnect();
    await once(gateway.process, 'exit');
    await plain.end();
    await server.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function startGateway(settings: object, directory: string) {
  const child: ChildProcess = fork(
    fileURLToPath(new URL('./support/gateway.js', import.meta.url)),
    [JSON.stringify(settings), directory],
    { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
  );
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return {
    process: child,
    port,
    async report(): Promise<{ peakMegabytes: number; loopDelayP99: number }> {
      child.send('report');
      const [report] = await once(child, 'message');
      if (report.failures.length > 0) throw new Error(report.failures[0]);
      return report;
    },
  };
}

async function writeSample(file: string, rows: number, seed: number): Promise<void> {
  const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
  const { chunks } = generateSample({ kind: 'general', rows, seed, today });
  await pipeline(Readable.from(chunks), createWriteStream(file));
}

/** Milliseconds from the first byte until the answer, and until the submission is accepted. */
async function takeIn(port: number, file: string): Promise<{ answered: number; accepted: number }> {
  const began = performance.now();
  const received = await send(port, 'POST', '/api/v1/submissions?kind=general&fileName=bench.csv', file);
  const answered = performance.now() - began;
  for (;;) {
    const { status, stop } = await send(port, 'GET', `/api/v1/submissions/${received.number}`);
    if (status === 'accepted') return { answered, accepted: performance.now() - began };
    if (status !== 'received' && status !== 'processing') {
      throw new Error(`The file was not accepted: ${status} ${JSON.stringify(stop)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function send(port: number, method: string, path: string, file?: string) {
  const sent = request({ host: '127.0.0.1', port, path, method, headers: { authorization: 'Bearer bench' } });
  if (file === undefined) sent.end();
  else createReadStream(file, { highWaterMark: 1 << 18 }).pipe(sent);
  const [answer] = await once(sent, 'response');
  let text = '';
  for await (const chunk of answer) text += chunk;
  if (answer.statusCode >= 300) throw new Error(text);
  return JSON.parse(text) as { number: string; status: string; stop: unknown };
}

async function load(connection: Connection, file: string): Promise<number> {
  const began = performance.now();
  await connection.query({
    sql: `LOAD DATA LOCAL INFILE 'file' INTO TABLE exams CHARACTER SET utf8mb4
          FIELDS TERMINATED BY ',' OPTIONALLY ENCLOSED BY '"' LINES TERMINATED BY '\\r\\n' IGNORE 1 LINES
          (${layoutOf('general')
            .columns.map(({ key }) => key)
            .join(',')})`,
    infileStreamFactory: () => createReadStream(file, { highWaterMark: 1 << 18 }),
  });
  return performance.now() - began;
}

/** What somebody would make who only wants the file in a table. */
async function createPlainTable(connection: Connection): Promise<void> {
  const columns = layoutOf('general').columns.map((column) => {
    const length = column.type === 'text' || column.type === 'identifier' ? column.maxLength : 10;
    return `${column.key} VARCHAR(${length})`;
  });
  await connection.query(
    `CREATE TABLE exams (id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, ${columns.join(', ')},
       KEY worker (worker_id, institution_code, exam_date),
       KEY institution (institution_code, exam_date),
       KEY employer (employer_ubn, exam_date))`,
  );
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function print(line: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
