import { Problem } from '../../problems/index.js';
import { checkJpeg } from './check-jpeg.js';
import { checkPdf } from './check-pdf.js';
import { checkPng } from './check-png.js';
import { scanLimits } from './limits.js';
import { mediaTypeOf, type ScanMediaType } from './media-type.js';

/**
 * Checks the content of a scan 掃描檔: a PDF that only shows, or a picture of a size that can be shown.
 *
 * @returns its kind as found in the content
 * @throws Problem `ERR_SCAN_MISSING`, `ERR_SCAN_TOO_LARGE`, `ERR_SCAN_KIND`, `ERR_SCAN_DAMAGED`, `ERR_SCAN_PIXELS`,
 *   `ERR_SCAN_ENCRYPTED`, `ERR_SCAN_ACTIVE`
 */
export function checkContent(content: Buffer): ScanMediaType {
  if (content.length === 0) throw new Problem('ERR_SCAN_MISSING');
  if (content.length > scanLimits.bytes) throw scanTooLarge();
  const mediaType = mediaTypeOf(content);
  if (mediaType === undefined) throw new Problem('ERR_SCAN_KIND');
  checks[mediaType](content);
  return mediaType;
}

export function scanTooLarge(): Problem {
  return new Problem('ERR_SCAN_TOO_LARGE', { params: { most: scanLimits.bytes / (1024 * 1024) } });
}

const checks: Readonly<Record<ScanMediaType, (content: Buffer) => unknown>> = {
  'application/pdf': checkPdf,
  'image/jpeg': checkJpeg,
  'image/png': checkPng,
};
