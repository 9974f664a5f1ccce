import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { type ClientRequest, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import mysql, { type Connection } from 'mysql2/promise';
import { generateSample } from '../src/reports/sample/generate.js';
import { layoutOf } from '../src/reports/schema/layouts.js';
import { createMariadbDatabase, startMariadb } from '../test/support/mariadb-server.js';
import { printLine } from './support/print-line.js';

/**
 * A file of general exams from the first byte of its upload to the answer that it is accepted (`Prefer: wait`), against
 * LOAD DATA LOCAL of the same file into a plain table with one column for each column of the file and the same secondary
 * indexes: on the same server with the default durability, alternating, so that both tables grow alike. The ratio is that
 * of the medians, `each` those of the rounds. Then a file of 50 MB without waiting: how soon its upload is answered.
 *
 * Prints a line of JSON for each size, for the answer, for the peak memory of the gateway's process after each size, and
 * for the growth of that memory. Sizes by `JIANBAO_BENCH_ROWS`, rounds by `JIANBAO_BENCH_ROUNDS`.
 */
const sizes = (process.env.JIANBAO_BENCH_ROWS ?? '100000,1000000').split(',').map(Number);

const peaks: Peak[] = [];
for (const rows of sizes) peaks.push(await measure(rows));
for (const { rows, peakMegabytes, loopDelayP99 } of peaks) {
  printLine({
    name: `gateway process while ${rows} rows are taken in`,
    ratio: 256 / peakMegabytes,
    unit: 'MB RSS at the peak',
    ours: peakMegabytes,
    reference: 256,
    goal: 1,
    better: 'higher',
  });
  printLine({
    name: `event loop of the web process while ${rows} rows are taken in`,
    ratio: 50 / loopDelayP99,
    unit: 'ms of delay, 99th percentile',
    ours: loopDelayP99,
    reference: 50,
    goal: 1,
    better: 'higher',
  });
}
const [first, last] = [peaks[0], peaks.at(-1)];
if (first !== undefined && last !== undefined && first !== last) {
  printLine({
    name: `peak memory at ${last.rows} rows against ${first.rows}`,
    ratio: last.peakMegabytes / first.peakMegabytes,
    unit: 'MB RSS at the peak',
    ours: last.peakMegabytes,
    reference: first.peakMegabytes,
    goal: 1.1,
    better: 'lower',
  });
}

interface Peak {
  readonly rows: number;
  readonly peakMegabytes: number;
  readonly loopDelayP99: number;
}

async function measure(rows: number): Promise<Peak> {
  const rounds = Number(process.env.JIANBAO_BENCH_ROUNDS ?? (rows > 500_000 ? '1' : '5'));
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
    const file = join(directory, 'sample.csv');
    const ours: number[] = [];
    const reference: number[] = [];
    for (let at = 0; at <= rounds; at += 1) {
      // The first round warms both up.
      await writeSample(file, at === 0 ? Math.min(rows, 100_000) : rows, at + 1);
      const taken = await takeIn(gateway.port, file);
      const loaded = await load(plain, file);
      if (at === 0) continue;
      ours.push(taken);
      reference.push(loaded);
    }
    printLine({
      name: `upload of ${rows} rows, first byte to accepted, against LOAD DATA LOCAL`,
      ratio: median(reference) / median(ours),
      unit: 'ms',
      ours: median(ours),
      reference: median(reference),
      goal: 1,
      better: 'higher',
      megabytes: statSync(file).size / 1e6,
      each: ours.map((taken, at) => (reference[at] ?? 0) / taken),
    });
    const peak = { rows, ...(await gateway.report()) };
    await measureAnswer(gateway.port, file);
    return peak;
  } finally {
    gateway.process.disconnect();
    await once(gateway.process, 'exit');
    await plain.end();
    await server.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** How long a file of 50 MB waits for the answer after its last byte; then it is taken in, since the process ends after it. */
async function measureAnswer(port: number, file: string): Promise<void> {
  await writeSample(file, 170_000, 99);
  const { answer, waited } = await post(port, file, {});
  // Among a million workers drawn at random one may be on record already; that is as good an end as any here.
  await waitFor(port, answer);
  printLine({
    name: 'answer to an upload of 50 MB after its last byte',
    ratio: 1_000 / waited,
    unit: 'ms',
    ours: waited,
    reference: 1_000,
    goal: 1,
    better: 'higher',
    megabytes: statSync(file).size / 1e6,
  });
}

async function startGateway(settings: object, directory: string) {
  const child: ChildProcess = fork(
    fileURLToPath(new URL('./support/gateway.js', import.meta.url)),
    [JSON.stringify(settings), directory],
    // As docs/operating.md starts it.
    { execArgv: ['--max-semi-space-size=4'], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
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

/** Milliseconds from the first byte until the submission is known to be accepted. */
async function takeIn(port: number, file: string): Promise<number> {
  const began = performance.now();
  const { answer } = await post(port, file, { prefer: 'wait=30' });
  const { status, stop } = await waitFor(port, answer);
  const took = performance.now() - began;
  if (status !== 'accepted') throw new Error(`The file was not accepted: ${status} ${JSON.stringify(stop)}`);
  return took;
}

/** Asks ten times a second where the upload's own answer did not say so yet: after half a minute. */
async function waitFor(port: number, received: Answer): Promise<Answer> {
  let now = received;
  while (now.status === 'received' || now.status === 'processing') {
    await new Promise((resolve) => setTimeout(resolve, 100));
    now = await readAnswer(request({ ...here(port), path: `/api/v1/submissions/${received.number}` }).end());
  }
  return now;
}

interface Answer {
  readonly number: string;
  readonly status: string;
  readonly stop: unknown;
}

/** @returns the answer, and the milliseconds it came after the last byte was handed to the socket */
async function post(port: number, file: string, headers: Readonly<Record<string, string>>) {
  const target = here(port);
  const sent = request({
    ...target,
    method: 'POST',
    path: '/api/v1/submissions?kind=general&fileName=bench.csv',
    headers: { ...target.headers, ...headers },
  });
  let lastByte = 0;
  sent.once('finish', () => {
    lastByte = performance.now();
  });
  createReadStream(file, { highWaterMark: 1 << 18 }).pipe(sent);
  const answer = await readAnswer(sent);
  return { answer, waited: performance.now() - lastByte };
}

function here(port: number) {
  return { host: '127.0.0.1', port, headers: { authorization: 'Bearer bench' } };
}

async function readAnswer(sent: ClientRequest): Promise<Answer> {
  const [answer] = await once(sent, 'response');
  let text = '';
  for await (const chunk of answer) text += chunk;
  if (answer.statusCode >= 300) throw new Error(text);
  return JSON.parse(text);
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
