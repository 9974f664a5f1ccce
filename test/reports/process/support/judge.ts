import { csvRow } from '../../../../src/csv/index.js';
import { type DecodedContent, readContent } from '../../../../src/reports/process/content.js';
import { processFile } from '../../../../src/reports/process/process-file.js';
import type { ExamRecord, FileToProcess, Finding, Outcome } from '../../../../src/reports/process/types.js';
import { exampleRows } from '../../../../src/reports/schema/example-row.js';
import { layoutOf } from '../../../../src/reports/schema/layouts.js';

/** The keys of a general exam in the order of the template. */
export const keys = layoutOf('general').columns.map(({ key }) => key);

/** A good row: of a man of 41 years, a periodic exam on 2026-07-01. */
export const goodRow: Readonly<Record<string, string>> = {
  ...exampleRows.general,
  worker_id: 'A100000001',
  worker_name: '王小明',
};

export interface Judged extends Outcome {
  readonly findings: readonly Finding[];
  readonly records: readonly ExamRecord[];
  readonly contents: readonly DecodedContent[];
}

export type JudgeOptions = Partial<Omit<FileToProcess, 'open' | 'readRange'>> & {
  /** Bytes of each piece in which the file is read. */
  readonly pieces?: number;
};

/** Takes a file through all steps and keeps all that is handed over. */
export async function judge(file: Buffer | string, options: JudgeOptions = {}): Promise<Judged> {
  const bytes = Buffer.from(file);
  const { pieces = 65_536, ...rest } = options;
  const findings: Finding[] = [];
  const records: ExamRecord[] = [];
  const contents: DecodedContent[] = [];
  const outcome = await processFile({
    kind: 'general',
    institutionCode: '1268650500',
    today: '2026-11-22',
    open: () => inPieces(bytes, pieces),
    readRange: (start, end) => inPieces(bytes.subarray(start, end), pieces),
    async onChunk({ rows }) {
      records.push(...rows.records());
      contents.push(...rows.records().map(({ content }) => readContent(content)));
    },
    async onFindings(found) {
      findings.push(...found);
    },
    ...rest,
  });
  return { ...outcome, findings, records, contents };
}

/** A file with the template's header and the good row changed as each entry says; each row of another worker. */
export function fileOf(...changes: readonly Readonly<Record<string, string>>[]): string {
  const rows: Record<string, string>[] = changes.map((change, index) => ({
    ...goodRow,
    worker_id: workerIds[index] ?? '',
    ...change,
  }));
  return csvRow(keys) + rows.map((row) => csvRow(keys.map((key) => row[key] ?? ''))).join('');
}

/** Judges rows: the good row changed as each entry says. */
export function judgeRows(...changes: readonly Readonly<Record<string, string>>[]): Promise<Judged> {
  return judge(fileOf(...changes));
}

/** What was found, as `row key code`. */
export function brief(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ row, column, code }) => `${row} ${column?.key ?? '-'} ${code}`);
}

export async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield Buffer.from(bytes.subarray(at, at + size));
}

/** Men, so that they fit the sex of the good row. */
const workerIds = ['A100000001', 'I100000003', 'W100000001', 'Z100000002'];
