import type { ExamImage } from '../images/judge-image.js';
import type { ColumnMapping } from '../mappings/mapping.js';
import type { ReportCode, Severity, StopCode, WarningCode } from '../rules/table.js';
import type { ExamKind } from '../schema/kinds.js';
import type { GoodRows } from './good-rows.js';

/** What one file is to be judged as, and where its rows go. */
export interface FileToProcess {
  readonly kind: ExamKind;
  /** The institution that reports: every row must carry its code. */
  readonly institutionCode: string;
  /** The present day in Taipei, `yyyy-mm-dd`. */
  readonly today: string;
  readonly limits?: Partial<FileLimits>;
  /** How the institution names the columns of its tables (CSV, XLSX); our names are understood beside. */
  readonly mapping?: ColumnMapping | null;
  /** Warnings that refuse the row as errors do. */
  readonly strict?: readonly WarningCode[];
  /**
   * Reads the file's bytes from the start, the same every time. Called once to see what the file is and how its text is
   * encoded, once to read its rows, and once more to name the line where text cannot be read. Chunks of 256 KiB and more
   * are best; a reading that is broken off is ended by the iterator's `return`.
   */
  open(): AsyncIterable<Buffer>;
  /** The file's bytes from `start` up to `end`: workbooks and archives are not read from the front. */
  readRange(start: number, end: number): AsyncIterable<Buffer>;
  /** Takes accepted rows in file order; the next ones are handed over when it resolves, and judged meanwhile. */
  onChunk(chunk: RecordChunk): Promise<void>;
  /**
   * Takes the image of a good row, before the row itself; the next one is read when it resolves. A later row may still be
   * refused, and so may this one's chunk.
   */
  onImage?(image: RowImage): Promise<void>;
  /** One set query per chunk: what is already on record about these rows. Without it nothing is. */
  findKnown?(rows: GoodRows): Promise<readonly KnownRecord[]>;
  /** Every finding, beyond the capped details of the report too; the next rows are judged when it resolves. */
  onFindings?(findings: readonly Finding[]): Promise<void>;
  /** Called some times a second: bytes read so far (before decoding) and data rows judged so far. */
  onProgress?(progress: FileProgress): void;
}

export interface FileProgress {
  readonly bytes: number;
  readonly rows: number;
}

export interface FileLimits {
  /** Data rows. */
  readonly rows: number;
  /** Columns of the header. */
  readonly columns: number;
  /** Bytes (UTF-8) of one row; bounds what an unclosed quote can swallow. */
  readonly recordBytes: number;
  /** Findings kept with their cells in the report; counts stay exact. */
  readonly details: number;
  /** Rows handed over together. */
  readonly chunkRows: number;
  /** Bytes judged at a time. */
  readonly windowBytes: number;
}

export const defaultLimits: FileLimits = {
  rows: 1_000_000,
  columns: 200,
  recordBytes: 1024 * 1024,
  details: 1000,
  chunkRows: 3000,
  windowBytes: 256 * 1024,
};

/** One accepted row. */
export interface ExamRecord {
  /** As the spreadsheet shows it: the header is row 1. */
  readonly row: number;
  /** `yyyy-mm-dd` */
  readonly examDate: string;
  /** Only special exams have them. */
  readonly hazardCode: string | null;
  readonly level: number | null;
  /** Eight digits. */
  readonly employerUbn: string;
  /** Normalised (upper case, half width); to be stored only as a keyed hash. */
  readonly workerId: string;
  /** The whole record in the form that `content.ts` documents; a view that is valid until `onChunk` resolves. */
  readonly content: Buffer;
}

export interface RecordChunk {
  readonly rows: GoodRows;
  /** Rows with errors up to the end of this chunk; with all or nothing, nothing of the file will be kept any more. */
  readonly badSoFar: number;
}

/** The image that a row names. */
export interface RowImage {
  readonly row: number;
  /** A view that is valid until `onImage` resolves. */
  readonly image: ExamImage;
  /** Rows with errors that are known of so far. */
  readonly badSoFar: number;
}

/** What is on record about one of the rows asked for. */
export interface KnownRecord {
  /** Place among the rows asked for. */
  readonly index: number;
  /** Number of the submission that already reported this exam (same worker, exam date, kind and hazard). */
  readonly duplicateOf: string | null;
  /** The worker's latest earlier exam of the same kind (and hazard operation) on record, `yyyy-mm-dd`. */
  readonly previousExamDate: string | null;
  /** Why the row cannot take a record's place, in a correction. */
  readonly fault?: { readonly code: ReportCode; readonly params: FindingParams };
}

/** What a file is, by its content. */
export type FileFormat = 'csv' | 'xlsx' | 'xml' | 'jsonl';

export type Encoding = 'utf-8' | 'utf-8-bom' | 'big5';

export interface HeaderInfo {
  readonly format: FileFormat;
  /** The columns in the order of the file. */
  readonly columns: readonly HeaderColumn[];
}

export interface HeaderColumn {
  /** `A`, `B` … `AA`; null in formats whose fields carry names. */
  readonly letter: string | null;
  readonly key: string;
  readonly name: string;
}

export type Verdict = 'stopped' | 'errors' | 'warnings' | 'clean';

/** What came of the file. Plain data: can be posted between threads and kept as JSON. */
export interface Outcome {
  readonly verdict: Verdict;
  /** Null when the file was refused before it was known. */
  readonly format: FileFormat | null;
  /** Data rows judged (empty rows are not counted). */
  readonly rows: number;
  /** Rows without an error; handed over by `onChunk`. */
  readonly good: number;
  /** Images of good rows; handed over by `onImage`. */
  readonly images: number;
  readonly bad: number;
  /** Warnings in the rows without an error: what the reporter confirms when only these rows are stored. */
  readonly confirmable: number;
  readonly encoding: Encoding | null;
  readonly header: HeaderInfo | null;
  /** Why the whole file was refused; rows handed over before are void then. */
  readonly stop: FileStop | null;
  readonly report: ErrorReport;
}

export interface FileStop {
  readonly code: StopCode;
  readonly params: FindingParams;
}

export type FindingParams = Readonly<Record<string, string | number>>;

/** Something about one cell, or about a whole row (then without column). */
export interface Finding {
  readonly row: number;
  readonly code: ReportCode;
  readonly severity: Exclude<Severity, 'stop'>;
  readonly params: FindingParams;
  readonly column: FindingColumn | null;
  /** As it stands in the file, shortened; masked where personal. */
  readonly value: string | null;
}

/** A column of the layout and where the file has it; the letter is null when the file lacks the column. */
export interface FindingColumn {
  readonly letter: string | null;
  readonly key: string;
  readonly name: string;
}

/** All findings of one code in one column. */
export interface FindingGroup {
  readonly code: ReportCode;
  readonly severity: Exclude<Severity, 'stop'>;
  readonly column: FindingColumn | null;
  /** Exact, also where ranges and details are capped. */
  readonly count: number;
  /** First and last row of each unbroken run, in file order; at most 100. */
  readonly ranges: readonly (readonly [number, number])[];
  /** How many of `count` lie beyond the ranges given. */
  readonly countBeyondRanges: number;
  /** Values to fill the group's sentence, of its first finding. */
  readonly params: FindingParams;
}

export interface ErrorReport {
  readonly errors: number;
  readonly warnings: number;
  readonly rowsWithErrors: number;
  readonly rowsWithWarningsOnly: number;
  /** Errors first, then by the order of the columns in the file. */
  readonly groups: readonly FindingGroup[];
  /** The first findings in file order, up to the limit. */
  readonly details: readonly Finding[];
  readonly detailsLeftOut: number;
}
