import { type CleanJpeg, cleanJpeg, JpegFault } from '../../documents/index.js';
import type { FindingParams } from '../process/types.js';
import type { ReportCode } from '../rules/table.js';
import { imageLimits } from './limits.js';

/** The picture of an exam as it is kept: without notes about it, in pieces. */
export interface ExamImage {
  readonly parts: readonly Buffer[];
  readonly width: number;
  readonly height: number;
}

/** Why a picture cannot be taken. */
export interface ImageFault {
  readonly code: ReportCode;
  readonly params: FindingParams;
}

export type JudgedImage = { readonly image: ExamImage } | { readonly fault: ImageFault };

/** Judges a picture by its content: a JPG that every browser shows, of a size within the limits. Decodes nothing. */
export function judgeImage(content: Buffer): JudgedImage {
  const format = otherFormat(content);
  if (format !== undefined) return faulty('RPT_IMAGE_NOT_JPG', { format });
  try {
    return judgeJpeg(cleanJpeg(content));
  } catch (error) {
    if (error instanceof JpegFault) return faulty('RPT_IMAGE_DAMAGED', {});
    throw error;
  }
}

/** For a picture that is not even read. */
export function tooLarge(bytes: number): ImageFault {
  const megabytes = (size: number) => Math.ceil((size / (1024 * 1024)) * 10) / 10;
  return {
    code: 'RPT_IMAGE_TOO_LARGE',
    params: { megabytes: megabytes(bytes), limit: megabytes(imageLimits.bytes) },
  };
}

function judgeJpeg({ frame, process, scans, parts }: CleanJpeg): JudgedImage {
  const { width, height, precision } = frame;
  if (width === 0 || height === 0 || scans > imageLimits.scans) return faulty('RPT_IMAGE_DAMAGED', {});
  if (width * height > imageLimits.pixels || Math.max(width, height) > imageLimits.side) {
    return faulty('RPT_IMAGE_PIXELS', { width, height, megapixels: imageLimits.pixels / 1_000_000 });
  }
  if (precision !== 8 || !shownEverywhere.has(process)) return faulty('RPT_IMAGE_PROCESS', {});
  return { image: { parts, width, height } };
}

/** Baseline, extended sequential and progressive, Huffman coded (ITU-T T.81 table B.1); archives know lossless ones too. */
const shownEverywhere: ReadonlySet<number> = new Set([0, 1, 2]);

function faulty(code: ReportCode, params: FindingParams): JudgedImage {
  return { fault: { code, params } };
}

/** What a file is that does not begin as a JPG. */
function otherFormat(content: Buffer): string | undefined {
  const head = content.toString('latin1', 0, 132);
  if (head.startsWith('\xff\xd8\xff')) return undefined;
  return formats.find(({ begins, at = 0 }) => head.startsWith(begins, at))?.name ?? 'unknown';
}

const formats: readonly { readonly name: string; readonly begins: string; readonly at?: number }[] = [
  { name: 'PNG', begins: '\x89PNG' },
  { name: 'GIF', begins: 'GIF8' },
  { name: 'BMP', begins: 'BM' },
  { name: 'TIFF', begins: 'II*\0' },
  { name: 'TIFF', begins: 'MM\0*' },
  { name: 'WebP', begins: 'WEBP', at: 8 },
  { name: 'HEIC', begins: 'ftyp', at: 4 },
  { name: 'JPEG 2000', begins: 'jP  ', at: 4 },
  { name: 'DICOM', begins: 'DICM', at: 128 },
  { name: 'PDF', begins: '%PDF-' },
];
