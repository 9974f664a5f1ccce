import type { Request } from 'express';
import { Problem } from '../../problems/index.js';
import { actedBy, type Route } from '../../web/index.js';
import { lingerOnFailure } from '../pages/linger.js';
import { whoReports } from '../pages/who.js';
import { type ReportServices, reportLimits } from '../services.js';
import { beginUpload } from './begin-upload.js';
import { type Checksum, parseChecksum } from './checksum.js';
import { finishUpload } from './finish-upload.js';
import { ownUpload } from './own-upload.js';
import {
  describeBeginning,
  describeServer,
  describeUpload,
  requireVersion,
  uploadsRoot,
} from './protocol.js';
import { readOrder } from './read-order.js';
import { removeUpload } from './remove-upload.js';
import { takeBytes } from './take-bytes.js';

/** Uploads that go on after a cut: tus 1.0 with creation, checksum, termination and expiration. */
export function resumableUploadRoutes(services: ReportServices): readonly Route[] {
  const one = `${uploadsRoot}/:upload`;
  return [
    {
      method: 'options',
      path: uploadsRoot,
      who: whoReports,
      takes: 'nothing',
      handle(_request, response) {
        describeServer(response, (services.limits ?? reportLimits).fileBytes);
        response.status(204).end();
      },
    },
    {
      method: 'post',
      path: uploadsRoot,
      who: whoReports,
      takes: 'nothing',
      async handle(request, response) {
        requireVersion(request, response);
        const upload = await beginUpload(services, await readOrder(services, request));
        describeUpload(response, upload);
        response.status(201).location(`${uploadsRoot}/${upload.id}`).end();
      },
    },
    {
      // HEAD, as tus asks; GET says the same.
      method: 'get',
      path: one,
      who: whoReports,
      takes: 'nothing',
      async handle(request, response) {
        requireVersion(request, response);
        const upload = await ownUpload(services, request);
        describeUpload(response, upload);
        describeBeginning(response, upload);
        response.status(200).end();
      },
    },
    {
      method: 'patch',
      path: one,
      who: whoReports,
      takes: 'stream',
      async handle(request, response) {
        requireVersion(request, response);
        const upload = await lingerOnFailure(request, () => takeNext(services, request));
        describeUpload(response, upload);
        response.status(204).end();
      },
    },
    {
      method: 'delete',
      path: one,
      who: whoReports,
      takes: 'nothing',
      async handle(request, response) {
        requireVersion(request, response);
        const upload = await ownUpload(services, request);
        await removeUpload(services, upload, { action: 'upload.discard', by: actedBy(request) });
        response.status(204).end();
      },
    },
  ];
}

/**
 * Takes the next bytes; when they are the last ones, the submission is made before the answer. Whoever did not get that
 * answer sends nothing at the end once more, and gets it.
 */
async function takeNext(services: ReportServices, request: Request) {
  const checksum = readChecksum(request);
  if (!request.is(mediaType)) throw new Problem('ERR_MEDIA_TYPE', { params: { expected: mediaType } });
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') throw new Problem('ERR_MEDIA_TYPE', { params: { expected: 'identity' } });
  const upload = await ownUpload(services, request);
  if (request.get('Upload-Offset') !== String(upload.received)) {
    throw new Problem('ERR_UPLOAD_OFFSET', { params: { offset: upload.received } });
  }
  if (upload.submission !== null) return upload;
  const now = await takeBytes(services, upload, request, checksum);
  if (now.received < now.size) return now;
  const { number } = await finishUpload(services, now, request);
  return { ...now, submission: number };
}

const mediaType = 'application/offset+octet-stream';

function readChecksum(request: Request): Checksum | undefined {
  const given = request.get('Upload-Checksum');
  if (given === undefined) return undefined;
  const checksum = parseChecksum(given);
  if (checksum === undefined) throw new Problem('ERR_UPLOAD_CHECKSUM_UNKNOWN');
  return checksum;
}
