import type { Request } from 'express';
import { Problem } from '../../problems/index.js';
import { actedBy, actorOf } from '../../web/index.js';
import { findCorrection, kindOfCorrection } from '../corrections/find-correction.js';
import { type ReportServices, reportLimits } from '../services.js';
import { plainFileName } from '../submissions/file-name.js';
import { kindsOf } from '../submissions/receive.js';
import type { UploadOrder } from './begin-upload.js';
import { parseMetadata } from './metadata.js';

/**
 * What a request begins to upload: `Upload-Length`, and of `Upload-Metadata` filename, kind, sha256, and for a correction or
 * withdrawal corrects or withdraws, and reason. Everything that can be refused before a byte is sent is refused here.
 *
 * @throws Problem
 */
export async function readOrder(services: ReportServices, request: Request): Promise<UploadOrder> {
  const { accountId, institution } = actorOf(request);
  if (institution === null) throw new Problem('ERR_NOT_ALLOWED');
  const size = readLength(request, (services.limits ?? reportLimits).fileBytes);
  const metadata = parseMetadata(request.get('Upload-Metadata') ?? '');
  if (metadata === undefined) throw new Problem('ERR_UPLOAD_METADATA');
  const requireKind = await kindsOf(services, institution);
  const correction = await findCorrection(services.db, institution.id, {
    corrects: metadata.get('corrects'),
    withdraws: metadata.get('withdraws'),
    reason: metadata.get('reason'),
  });
  const named = metadata.get('kind');
  const kind = requireKind(correction === undefined ? named : kindOfCorrection(correction, named));
  return {
    institutionId: institution.id,
    accountId,
    kind,
    purpose: correction?.purpose ?? 'report',
    correctsNumber: correction?.corrects.number ?? null,
    reason: correction?.reason ?? null,
    fileName: plainFileName(metadata.get('filename') ?? `${kind}.csv`),
    size,
    sha256: readDigest(metadata.get('sha256')),
    by: actedBy(request),
  };
}

function readLength(request: Request, limitBytes: number): number {
  const given = request.get('Upload-Length') ?? '';
  if (!/^\d{1,15}$/.test(given)) throw new Problem('ERR_UPLOAD_LENGTH');
  const size = Number(given);
  if (size <= limitBytes) return size;
  throw new Problem('ERR_UPLOAD_TOO_LARGE', { params: { megabytes: Math.floor(limitBytes / 1_000_000) } });
}

function readDigest(given: string | undefined): Buffer | null {
  if (given === undefined) return null;
  if (!/^[0-9a-f]{64}$/.test(given)) throw new Problem('ERR_UPLOAD_METADATA');
  return Buffer.from(given, 'hex');
}
