import type { Request, Response } from 'express';
import { Problem } from '../../problems/index.js';
import { checksumAlgorithms } from './checksum.js';
import { writeMetadata } from './metadata.js';
import type { Upload } from './upload.js';

/** The version of tus that is spoken (https://tus.io/protocols/resumable-upload). */
export const tusVersion = '1.0.0';

export const uploadsRoot = '/api/v1/uploads';

/** Names the submission that came of an upload; no header of tus. */
export const submissionHeader = 'Jianbao-Submission';

/**
 * Puts the version on the answer, and refuses others.
 *
 * @throws Problem ERR_UPLOAD_PROTOCOL
 */
export function requireVersion(request: Request, response: Response): void {
  response.setHeader('Tus-Resumable', tusVersion);
  if (request.get('Tus-Resumable') === tusVersion) return;
  response.setHeader('Tus-Version', tusVersion);
  throw new Problem('ERR_UPLOAD_PROTOCOL', { params: { version: tusVersion } });
}

/** What this server can do (tus 1.0, OPTIONS). */
export function describeServer(response: Response, mostBytes: number): void {
  response.setHeader('Tus-Version', tusVersion);
  response.setHeader('Tus-Extension', 'creation,checksum,termination,expiration');
  response.setHeader('Tus-Checksum-Algorithm', Object.keys(checksumAlgorithms).join(','));
  response.setHeader('Tus-Max-Size', String(mostBytes));
}

/** How an upload stands, as headers. */
export function describeUpload(response: Response, upload: Upload): void {
  response.setHeader('Upload-Offset', String(upload.received));
  // RFC 9110 date, as the Expiration extension asks.
  response.setHeader('Upload-Expires', upload.expiresAt.toUTCString());
  if (upload.submission !== null) response.setHeader(submissionHeader, upload.submission);
}

/** Where it ends and what it was begun with, as HEAD tells. */
export function describeBeginning(response: Response, upload: Upload): void {
  const { kind, purpose, correctsNumber, reason, fileName, sha256 } = upload;
  response.setHeader('Upload-Length', String(upload.size));
  const metadata = writeMetadata({
    filename: fileName,
    kind,
    ...(purpose === 'report'
      ? {}
      : { [purpose === 'correction' ? 'corrects' : 'withdraws']: correctsNumber }),
    reason,
    sha256: sha256?.toString('hex') ?? null,
  });
  response.setHeader('Upload-Metadata', metadata);
}
