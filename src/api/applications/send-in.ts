import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import {
  type AttachedFile,
  attachScan,
  eventsFor,
  listDocuments,
  matchScan,
  openFile,
  submit,
  withdraw,
} from '../../applications/index.js';
import { documentsFrom, receiveScan } from '../../documents/index.js';
import { Problem } from '../../problems/index.js';
import { beginDownload } from '../../web/exports/index.js';
import { actedBy, requireStillSignedIn } from '../../web/index.js';
import { versionNamed, withPrecondition } from '../requests/if-match.js';
import { readQuery } from '../requests/read-query.js';
import { scanQuery } from '../schemas/orders.js';
import type { ApiServices } from '../services.js';
import { answerApplication, deedOf, referenceOf, viewerOf } from './answer.js';
import { applicationOf } from './read.js';

/** Takes the scan of the sealed form as it streams in; one that was there is replaced. */
export async function takeScan(services: ApiServices, request: Request, response: Response): Promise<void> {
  const version = versionNamed(request);
  const { fileName = 'scan' } = readQuery(scanQuery, request);
  const application = await applicationOf(services, request);
  const { reference } = application;
  if (application.version !== version) throw new Problem('ERR_API_IF_MATCH');
  if (!eventsFor(application, viewerOf(request)).includes('attach-scan')) {
    throw new Problem('ERR_APPLICATION_STATE');
  }
  const file = await receiveFile(services, request, response, { reference, fileName });
  try {
    await requireStillSignedIn(request);
    const attached = await withPrecondition(() =>
      attachScan(services, { reference, version, file }, deedOf(services, request)),
    );
    await answerApplication(services, request, response, attached);
  } catch (error) {
    await services.documents.remove(file.document.id);
    throw error;
  }
}

/** The scan that counts. */
export function sendScan(services: ApiServices, request: Request, response: Response): Promise<void> {
  return sendFile(services, request, response, 'scan');
}

/** The scan of the formal letter, which is the agency's own. */
export function sendLetter(services: ApiServices, request: Request, response: Response): Promise<void> {
  return sendFile(services, request, response, 'letter');
}

async function sendFile(
  services: ApiServices,
  request: Request,
  response: Response,
  wanted: 'scan' | 'letter',
): Promise<void> {
  const application = await applicationOf(services, request);
  const documents = await listDocuments(services.db, application.id);
  const scan = documents.find(({ kind, replacedAt }) => kind === wanted && replacedAt === null);
  if (scan === undefined) throw new Problem('ERR_NOT_FOUND');
  const content = await openFile(services, request, application, scan);
  beginDownload(response, { type: scan.mediaType, fileName: scan.fileName });
  await pipeline(content, response);
}

/** 正式申請 */
export async function sendIn(services: ApiServices, request: Request, response: Response): Promise<void> {
  const order = { reference: referenceOf(request), version: versionNamed(request) };
  const sent = await withPrecondition(() => submit(services, order, deedOf(services, request)));
  await answerApplication(services, request, response, sent);
}

/** 取消申請 */
export async function takeBack(services: ApiServices, request: Request, response: Response): Promise<void> {
  const order = { reference: referenceOf(request), version: versionNamed(request) };
  const withdrawn = await withPrecondition(() => withdraw(services, order, deedOf(services, request)));
  await answerApplication(services, request, response, withdrawn);
}

async function receiveFile(
  { documents }: ApiServices,
  request: Request,
  response: Response,
  { reference, fileName }: { readonly reference: string; readonly fileName: string },
): Promise<AttachedFile> {
  // A line that has gone silent is cut.
  request.setTimeout(idleMilliseconds, () => request.destroy());
  try {
    const theirs = documentsFrom(documents, actedBy(request));
    const scan = await receiveScan(theirs, request, ({ codes }) => void matchScan(codes, reference));
    return { ...scan, fileName };
  } catch (error) {
    // The rest of a file that is refused is not read.
    response.setHeader('Connection', 'close');
    throw error;
  } finally {
    request.setTimeout(0);
  }
}

const idleMilliseconds = 30_000;
