import { createHash, type Hash } from 'node:crypto';
import type { Request } from 'express';
import { inTransaction } from '../../database/index.js';
import {
  DocumentTooLargeError,
  documentsFrom,
  recordDocument,
  type StoredDocument,
} from '../../documents/index.js';
import { Problem } from '../../problems/index.js';
import { actedBy, requireStillSignedIn } from '../../web/index.js';
import { type ReportServices, reportLimits } from '../services.js';
import { isCut, watchIdle } from '../submissions/read-upload.js';
import { expiryFrom } from './begin-upload.js';
import type { Checksum } from './checksum.js';
import { cutIntoPieces } from './cut-into-pieces.js';
import { addPart } from './store.js';
import type { Upload } from './upload.js';

/**
 * Takes the body of a request as the next bytes of an upload. Each piece is on disk, sealed, and noted in the database
 * before the next is read, so that a cut line or a killed process loses no more than the piece it was in. With a checksum
 * the whole body is one piece: it counts only when it is right. Nothing counts that came after the session ended.
 *
 * @returns the upload as it stands now
 * @throws Problem ERR_UPLOAD_BEYOND_LENGTH; ERR_UPLOAD_OFFSET when somebody else was faster; ERR_UPLOAD_CHECKSUM;
 *   ERR_UPLOAD_CUT, with what came before the cut being kept; as requireStillSignedIn
 */
export async function takeBytes(
  services: ReportServices,
  upload: Upload,
  request: Request,
  checksum: Checksum | undefined,
): Promise<Upload> {
  if (Number(request.headers['content-length'] ?? 0) > upload.size - upload.received) throw beyond(upload);
  const documents = documentsFrom(services.documents, actedBy(request));
  const idle = watchIdle(request);
  try {
    return await (checksum === undefined
      ? takePieces({ ...services, documents }, upload, request)
      : takeChecked({ ...services, documents }, upload, request, checksum));
  } catch (error) {
    throw isCut(error) ? new Problem('ERR_UPLOAD_CUT', { cause: error }) : error;
  } finally {
    idle.end();
  }
}

/** What may be lost when the process is killed, and what each fsync and transaction is spread over. */
export const pieceBytes = 8 * 1024 * 1024;

async function takePieces(services: ReportServices, upload: Upload, request: Request): Promise<Upload> {
  let now = upload;
  let cut: unknown;
  const source = untilCut(bodyOf(request), (error) => {
    cut = error;
  });
  for await (const piece of cutIntoPieces(source, pieceBytes)) {
    now = await takePiece(services, now, piece, () => requireStillSignedIn(request));
  }
  if (cut !== undefined) throw cut;
  return now;
}

async function takeChecked(
  services: ReportServices,
  upload: Upload,
  request: Request,
  { algorithm, digest }: Checksum,
): Promise<Upload> {
  const hash = createHash(algorithm);
  return takePiece(services, upload, hashing(bodyOf(request), hash), async () => {
    if (!hash.digest().equals(digest)) throw new Problem('ERR_UPLOAD_CHECKSUM');
    await requireStillSignedIn(request);
  });
}

/** @param check is called when the piece is stored and before it counts; what it throws refuses the piece */
async function takePiece(
  services: ReportServices,
  upload: Upload,
  piece: AsyncIterable<Buffer>,
  check: () => Promise<void>,
): Promise<Upload> {
  const { db, documents, clock, limits = reportLimits } = services;
  const document = await store(services, upload, piece);
  try {
    await check();
    if (document.size === 0) throw new NothingCame();
  } catch (error) {
    await documents.remove(document.id);
    if (error instanceof NothingCame) return upload;
    throw error;
  }
  const at = clock();
  const expiresAt = expiryFrom(at, limits);
  const part = { beginsAt: upload.received, size: document.size, documentId: document.id };
  // When the database fails, the file stays until orphans are removed: nobody knows whether the part counts.
  const counts = await inTransaction(db, async (trx) => {
    if (!(await addPart(trx, upload.id, part, expiresAt))) return false;
    await recordDocument(trx, document, { owner: `upload:${upload.id}`, at });
    return true;
  });
  if (!counts) {
    await documents.remove(document.id);
    throw new Problem('ERR_UPLOAD_OFFSET', { params: { offset: upload.received } });
  }
  return { ...upload, received: upload.received + document.size, expiresAt };
}

class NothingCame extends Error {}

async function store(
  { documents }: ReportServices,
  upload: Upload,
  piece: AsyncIterable<Buffer>,
): Promise<StoredDocument> {
  try {
    const limitBytes = upload.size - upload.received;
    return await documents.write(piece, { purpose: 'upload', limitBytes });
  } catch (error) {
    throw error instanceof DocumentTooLargeError ? beyond(upload) : error;
  }
}

function beyond({ size }: Upload): Problem {
  return new Problem('ERR_UPLOAD_BEYOND_LENGTH', { params: { length: size } });
}

/** A request that is refused must stay open for its answer, so leaving the loop must not destroy it. */
function bodyOf(request: Request): AsyncIterable<Buffer> {
  return request.iterator({ destroyOnReturn: false });
}

async function* untilCut(
  source: AsyncIterable<Buffer>,
  onCut: (error: unknown) => void,
): AsyncGenerator<Buffer> {
  try {
    yield* source;
  } catch (error) {
    if (!isCut(error)) throw error;
    onCut(error);
  }
}

async function* hashing(source: AsyncIterable<Buffer>, hash: Hash): AsyncGenerator<Buffer> {
  for await (const chunk of source) {
    hash.update(chunk);
    yield chunk;
  }
}
