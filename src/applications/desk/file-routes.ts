import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import { Problem } from '../../problems/index.js';
import { beginDownload } from '../../web/exports/index.js';
import { actedBy, type Route } from '../../web/index.js';
import type { ApplicationDocument } from '../application.js';
import type { ApplicationPageServices } from '../page-services.js';
import { openFile } from '../reading/open-file.js';
import { readApplication } from '../reading/read-application.js';
import { listDocuments } from '../store/document-store.js';
import { letBeFramed } from './let-frame.js';
import { whoReviews } from './who.js';

/** The scans and letters of an application: shown in its page, or taken away. */
export function fileRoutes(services: ApplicationPageServices): readonly Route[] {
  return [
    {
      method: 'get',
      path: '/desk/applications/:reference/files/:document',
      who: whoReviews,
      takes: 'nothing',
      async handle(request, response) {
        const { reference, file } = await fileOf(services, request);
        const content = await openFile(services, request, { reference }, file);
        beginFile(request, response, file);
        await pipeline(content, response);
      },
    },
  ];
}

async function fileOf(
  services: ApplicationPageServices,
  request: Request,
): Promise<{ readonly reference: string; readonly file: ApplicationDocument }> {
  const { actor } = actedBy(request);
  if (actor === null) throw new TypeError('The desk is for people who are logged in.');
  const application = await readApplication(services, String(request.params.reference), actor);
  const documents = await listDocuments(services.db, application.id);
  const file = documents.find(({ documentId }) => documentId === request.params.document);
  if (file === undefined) throw new Problem('ERR_NOT_FOUND');
  return { reference: application.reference, file };
}

/** What a browser shows without running anything of it; everything else is only taken away. */
const shown: readonly string[] = ['application/pdf', 'image/jpeg', 'image/png'];

/** Says that a file of an application follows: shown in a page of ours, or taken away with `?as=file`. */
export function beginFile(
  request: Request,
  response: Response,
  { mediaType, fileName }: ApplicationDocument,
): void {
  beginDownload(response, { type: mediaType, fileName });
  if (!shown.includes(mediaType) || request.query.as === 'file') return;
  response.setHeader('Content-Disposition', 'inline');
  letBeFramed(response);
}
