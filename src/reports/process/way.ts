import type { DecodedText } from '../formats/encoding/decode-text.js';
import type { RecordBatch } from '../formats/record-batch.js';
import type { Survey } from '../formats/survey.js';
import type { OtherSheet } from '../formats/xlsx/read-xlsx.js';
import type { ArchiveImages } from '../images/archive-images.js';
import { type Layout, layoutOf } from '../schema/layouts.js';
import type { FileColumns } from './read-header.js';
import { ReportBuilder } from './report-builder.js';
import { counting, type TableFile } from './table-file.js';
import {
  defaultLimits,
  type FileFormat,
  type FileLimits,
  type FileToProcess,
  type HeaderInfo,
} from './types.js';

/** A file on its way through the steps: what each step has learned for those after it. */
export interface Way {
  readonly file: FileToProcess;
  readonly limits: FileLimits;
  /** Once the header is read, with the names and codes that the institution has for its columns. */
  layout: Layout;
  readonly report: ReportBuilder;
  /** Source bytes read for the rows so far. */
  bytesRead: number;
  /** Data rows so far. */
  rows: number;
  good: number;
  /** Warnings in the good rows so far. */
  confirmable: number;
  survey: Survey | null;
  /** Of the table, once an archive is unpacked. */
  format: FileFormat | 'zip' | null;
  /** What the rows stand in. */
  table: TableFile;
  /** Null when the file is no archive. */
  images: ArchiveImages | null;
  /** Images handed over so far. */
  imagesTaken: number;
  text: DecodedText | null;
  /** Of a workbook: sheets beside the one that is read. */
  furtherSheets: readonly OtherSheet[];
  records: OpenRecords | null;
  header: FileHeader | null;
}

/** The rows, of whatever format, from the second on. */
export interface OpenRecords {
  readonly batches: AsyncIterator<RecordBatch>;
  /** The batch that the header was in; its rows after the header are still to be judged. */
  readonly first: RecordBatch;
}

export interface FileHeader {
  readonly info: HeaderInfo;
  readonly columns: FileColumns;
  /** As written. */
  readonly texts: readonly string[];
}

/** A file before its first step. */
export function beginWay(file: FileToProcess): Way {
  const limits = { ...defaultLimits, ...file.limits };
  const way: Way = {
    file,
    limits,
    layout: layoutOf(file.kind),
    report: new ReportBuilder(limits.details),
    bytesRead: 0,
    rows: 0,
    good: 0,
    confirmable: 0,
    survey: null,
    format: null,
    table: {
      open() {
        way.bytesRead = 0;
        return counting(file.open(), count);
      },
      readRange: (start, end) => counting(file.readRange(start, end), count),
    },
    images: null,
    imagesTaken: 0,
    text: null,
    furtherSheets: [],
    records: null,
    header: null,
  };
  const count = (bytes: number) => {
    way.bytesRead += bytes;
  };
  return way;
}

/** @throws TypeError when the step `unpack` has not made a table of an archive yet */
export function tableFormat({ format }: Way): FileFormat {
  if (format === null || format === 'zip') throw new TypeError('The file has to be unpacked before.');
  return format;
}

/** What an earlier step must have learned. @throws TypeError when the steps are in another order */
export function learned<T>(fact: T | null, step: string): T {
  if (fact === null) throw new TypeError(`The step "${step}" has to come before.`);
  return fact;
}
