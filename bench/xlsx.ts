import { createReadStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ExcelJS from 'exceljs';
import { processFile } from '../src/reports/process/process-file.js';
import { generateSample } from '../src/reports/sample/generate.js';
import { layoutOf } from '../src/reports/schema/layouts.js';
import { printLine } from './support/print-line.js';

/**
 * A workbook of 50,000 exams of 49 columns: read, judged and made into records, against the exceljs stream reader merely
 * reading it, in turns in one run. Prints one line of JSON; `ratio` is theirs over ours.
 */
const rows = 50_000;
const rounds = 3;
const today = '2026-11-22';
const institutionCode = '1268650500';
const folder = await mkdtemp(join(tmpdir(), 'jianbao-bench-xlsx-'));

try {
  const file = join(folder, 'exams.xlsx');
  await writeWorkbook(file);
  const { size } = await stat(file);
  const [ours, theirs]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    ours.push(await timed(() => judge(file)));
    theirs.push(await timed(() => readWithExceljs(file)));
  }
  const perSecond = (times: readonly number[]) => rows / (median(times) / 1000);
  printLine({
    name: `workbook of ${rows} rows read and judged, against exceljs merely reading it`,
    ratio: median(theirs) / median(ours),
    unit: 'rows per second',
    ours: perSecond(ours),
    reference: perSecond(theirs),
    goal: 3,
    better: 'higher',
    columns: layoutOf('general').columns.length,
    megabytes: size / 1e6,
  });
} finally {
  await rm(folder, { recursive: true });
}

async function writeWorkbook(file: string): Promise<void> {
  const { columns } = layoutOf('general');
  const book = new ExcelJS.stream.xlsx.WorkbookWriter({
    filename: file,
    useSharedStrings: true,
    useStyles: true,
  });
  const sheet = book.addWorksheet('資料');
  sheet.addRow(columns.map(({ name }) => name)).commit();
  for (const values of await sampleValues()) {
    const cells = columns.map(({ type }, at) => {
      const text = values[at] ?? '';
      if (text === '') return null;
      if (type === 'number') return Number(text);
      return type === 'date' ? new Date(`${text}T00:00:00Z`) : text;
    });
    sheet.addRow(cells).commit();
  }
  await book.commit();
}

/** The stored form of a record is its values with a separator between (process/content.ts). */
async function sampleValues(): Promise<readonly string[][]> {
  const { chunks } = generateSample({ kind: 'general', rows, seed: 1, today });
  const all: string[][] = [];
  await processFile({
    kind: 'general',
    institutionCode,
    today,
    open: async function* () {
      yield* chunks;
    },
    readRange: never,
    async onChunk({ rows }) {
      all.push(...rows.records().map(({ content }) => content.toString('utf8', 2).split('\u001f')));
    },
  });
  return all;
}

function never(): AsyncIterable<Buffer> {
  throw new TypeError('CSV is read from the front.');
}

async function judge(file: string): Promise<void> {
  const { verdict, rows: judged } = await processFile({
    kind: 'general',
    institutionCode,
    today,
    open: () => createReadStream(file),
    readRange: (start, end) => createReadStream(file, { start, end: end - 1 }),
    onChunk: async () => undefined,
  });
  if (verdict !== 'clean' || judged !== rows)
    throw new Error(`The workbook was not taken: ${verdict}, ${judged} rows.`);
}

async function readWithExceljs(file: string): Promise<void> {
  let read = 0;
  const reader = new ExcelJS.stream.xlsx.WorkbookReader(file, {
    sharedStrings: 'cache',
    styles: 'cache',
    worksheets: 'emit',
  });
  for await (const sheet of reader) for await (const _ of sheet) read += 1;
  if (read !== rows + 1) throw new Error(`exceljs read ${read} rows.`);
}

async function timed(work: () => Promise<void>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
}
