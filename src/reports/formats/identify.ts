import type { FileFormat, FindingParams } from '../process/types.js';
import type { StopCode } from '../rules/table.js';
import { FileStopped } from './file-stopped.js';
import type { Survey } from './survey.js';

/**
 * Tells by the content, never by the name, what a file is.
 *
 * @throws FileStopped with the code of the first kind of file in the table that fits, for what is not taken
 */
export function identifyFormat(survey: Survey): FileFormat | 'zip' {
  if (isZip(survey)) return identifyZip(survey);
  const found = otherFiles.find(({ fits }) => fits(survey));
  if (found !== undefined) throw new FileStopped(found.code, found.params ?? {});
  if (isXml(survey)) return 'xml';
  return isJsonLines(survey) ? 'jsonl' : 'csv';
}

interface OtherFile {
  readonly code: StopCode;
  readonly params?: FindingParams;
  readonly fits: (survey: Survey) => boolean;
}

/** In this order: what is certain by its signature first, what is only likely last. */
const otherFiles: readonly OtherFile[] = [
  { code: 'RPT_FILE_EMPTY', fits: ({ head, size }) => size === head.length && textOf(head).trim() === '' },
  { code: 'RPT_FILE_IMAGE', params: { format: 'PNG' }, fits: startsWith('89504e470d0a1a0a') },
  { code: 'RPT_FILE_IMAGE', params: { format: 'JPEG' }, fits: startsWith('ffd8ff') },
  { code: 'RPT_FILE_IMAGE', params: { format: 'GIF' }, fits: startsWith('47494638') },
  { code: 'RPT_FILE_IMAGE', params: { format: 'TIFF' }, fits: startsWith('49492a00') },
  { code: 'RPT_FILE_IMAGE', params: { format: 'TIFF' }, fits: startsWith('4d4d002a') },
  {
    code: 'RPT_FILE_IMAGE',
    params: { format: 'DICOM' },
    fits: ({ head }) => head.toString('latin1', 128, 132) === 'DICM',
  },
  { code: 'RPT_FILE_PDF', fits: startsWith('255044462d') },
  { code: 'RPT_FILE_WORKBOOK_ENCRYPTED', fits: (survey) => isOle(survey) && survey.hasEncryptedPackage },
  { code: 'RPT_FILE_XLS', fits: isOle },
  { code: 'RPT_FILE_XLS', fits: startsWith('0908') },
  { code: 'RPT_FILE_ARCHIVE', params: { format: '7z' }, fits: startsWith('377abcaf271c') },
  { code: 'RPT_FILE_ARCHIVE', params: { format: 'RAR' }, fits: startsWith('526172211a07') },
  { code: 'RPT_FILE_ARCHIVE', params: { format: 'gzip' }, fits: startsWith('1f8b08') },
  { code: 'RPT_FILE_UTF16', fits: startsWith('fffe') },
  { code: 'RPT_FILE_UTF16', fits: startsWith('feff') },
  { code: 'RPT_FILE_UTF16', fits: ({ head }) => hasZerosOnOneSide(head) },
  {
    code: 'RPT_FILE_HTML',
    fits: textMatches(/^(<!doctype html|<html|<head|<body|<table|<meta|<style|mime-version:)/i),
  },
  { code: 'RPT_FILE_HTML', fits: textMatches(/^<\?xml[^>]*>\s*(<!doctype html|<html)/i) },
  { code: 'RPT_FILE_JSON', fits: textMatches(/^\[\s*[[{"\]]/) },
  { code: 'RPT_FILE_BINARY', fits: ({ head }) => isMostlyControl(head) },
];

const isXml = textMatches(/^<(\?xml|!--|!doctype|[a-z_][\w.:-]*[\s/>])/i);
const isJsonLines = textMatches(/^\{\s*("|\})/);

function startsWith(hex: string): (survey: Survey) => boolean {
  const signature = Buffer.from(hex, 'hex');
  return ({ head }) => head.subarray(0, signature.length).equals(signature);
}

function textMatches(pattern: RegExp): (survey: Survey) => boolean {
  return ({ head }) => pattern.test(textOf(head.subarray(0, 1024)).trimStart());
}

/** ASCII is all that the patterns look at, so that the encoding does not matter here. */
function textOf(head: Buffer): string {
  const from = head.subarray(0, 3).toString('hex') === 'efbbbf' ? 3 : 0;
  return head.toString('latin1', from);
}

/** [MS-CFB] 2.2: the header signature of a compound file. */
function isOle({ head }: Survey): boolean {
  return head.toString('hex', 0, 8) === 'd0cf11e0a1b11ae1';
}

/** APPNOTE 6.3, 4.3.7 and 4.3.16: begins with a file, or has none. */
function isZip({ head }: Survey): boolean {
  const signature = head.toString('hex', 0, 4);
  return signature === '504b0304' || signature === '504b0506';
}

/**
 * ECMA-376 part 2: a package is a ZIP with `[Content_Types].xml`, its other parts lie in folders; a workbook keeps its own in
 * `xl/`. The first file tells: what stands in the contents of the files of an archive says nothing about it.
 */
function identifyZip({ head }: Survey): 'xlsx' | 'zip' {
  const isPackage = /^(\[Content_Types\]\.xml$|mimetype$|[^/\\]+\/)/.test(firstName(head));
  if (!isPackage) return 'zip';
  if (head.includes('mimetypeapplication/vnd.oasis.opendocument')) throw new FileStopped('RPT_FILE_ODS');
  if (/xl\/(_rels|workbook|worksheets|sharedStrings|styles|theme)/.test(head.toString('latin1')))
    return 'xlsx';
  if (!head.includes('[Content_Types].xml')) return 'zip';
  if (head.includes('word/') || head.includes('ppt/')) throw new FileStopped('RPT_FILE_OFFICE_DOCUMENT');
  return 'xlsx';
}

/** APPNOTE 6.3, 4.3.7: its length stands at 26, itself at 30. */
function firstName(head: Buffer): string {
  return head.length < 30 ? '' : head.toString('latin1', 30, 30 + head.readUInt16LE(26));
}

/** UTF-16 without a byte order mark: every other byte of digits, commas and line ends is zero. */
function hasZerosOnOneSide(head: Buffer): boolean {
  const zeros = [0, 0];
  const length = Math.min(head.length, 4096);
  for (let at = 0; at < length; at += 1) {
    if (head[at] === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  }
  const [even = 0, odd = 0] = zeros;
  const most = Math.max(even, odd);
  return most >= 4 && most > length / 20 && Math.min(even, odd) <= most / 50;
}

/** More than one byte in fifty is a control character that no text has. */
function isMostlyControl(head: Buffer): boolean {
  let count = 0;
  for (const byte of head) {
    if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) count += 1;
  }
  return count > 1 && count > head.length / 50;
}
