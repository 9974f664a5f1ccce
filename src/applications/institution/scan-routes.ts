import { pipeline } from 'node:stream/promises';
import type { Request } from 'express';
import { documentsFrom, type ReceivedScan, receiveScan } from '../../documents/index.js';
import { Problem } from '../../problems/index.js';
import {
  actedBy,
  lookFirst,
  type Route,
  readForm,
  requireFormToken,
  requireStillSignedIn,
} from '../../web/index.js';
import { beginFile } from '../desk/file-routes.js';
import { matchScan } from '../form-pdf/match-scan.js';
import type { ApplicationPageServices } from '../page-services.js';
import { paths } from '../paths.js';
import { openFile } from '../reading/open-file.js';
import { eventsFor } from '../reading/read-application.js';
import { listDocuments } from '../store/document-store.js';
import { attachScan } from '../verbs/attach-scan.js';
import { readOwn, showApplication } from './application-page.js';
import { deedOf } from './deed.js';
import { viewerOf, whoApplies } from './who.js';

/** The scan 掃描檔 of the sealed form: sending it, and looking at what was sent. */
export function scanRoutes(services: ApplicationPageServices): readonly Route[] {
  return [
    {
      method: 'post',
      path: '/applications/:reference/scan',
      who: whoApplies,
      takes: 'stream',
      tokenInStream: true,
      async handle(request, response) {
        const reference = await lookFirst(openReference(services, request));
        try {
          const { version, fileName, scan } = await takeScan(services, request, reference);
          await keepOrRemove(services, scan, async () => {
            await requireStillSignedIn(request);
            const order = { reference: reference(), version, file: { ...scan, fileName } };
            await attachScan(services, order, deedOf(services, request));
          });
          response.redirect(303, `${paths.own(reference())}?done=scanned#scan`);
        } catch (problem) {
          if (!(problem instanceof Problem) || !tellable(problem)) throw problem;
          // The rest of a file that is refused is not read.
          response.setHeader('Connection', 'close');
          await showApplication(
            services,
            request,
            response,
            await readOwn(services, request),
            atField(problem),
          );
        }
      },
    },
    {
      method: 'get',
      path: '/applications/:reference/files/:document',
      who: whoApplies,
      takes: 'nothing',
      async handle(request, response) {
        const application = await readOwn(services, request);
        const documents = await listDocuments(services.db, application.id);
        // The agency's letter is the agency's own.
        const file = documents.find(
          ({ documentId, kind }) => kind === 'scan' && documentId === request.params.document,
        );
        if (file === undefined) throw new Problem('ERR_NOT_FOUND');
        const content = await openFile(services, request, application, file);
        beginFile(request, response, file);
        await pipeline(content, response);
      },
    },
  ];
}

/** @throws Problem `ERR_APPLICATION_STATE` when no scan is waited for; what `readOwn` throws */
async function openReference(services: ApplicationPageServices, request: Request): Promise<string> {
  const application = await readOwn(services, request);
  if (eventsFor(application, viewerOf(request)).includes('attach-scan')) return application.reference;
  throw new Problem('ERR_APPLICATION_STATE');
}

/** A line that has gone silent is cut. */
const idleMilliseconds = 30_000;

async function takeScan(
  { documents }: ApplicationPageServices,
  request: Request,
  reference: () => string,
): Promise<{ readonly version: number; readonly fileName: string; readonly scan: ReceivedScan }> {
  request.setTimeout(idleMilliseconds, () => request.destroy());
  let version = 0;
  const taken = await readForm(
    request,
    (fields) => {
      requireFormToken(request, request.get('X-CSRF-Token') ?? fields.get('_csrf'));
      reference();
      version = Number(fields.get('version'));
    },
    async (fileName, stream) => ({
      fileName,
      scan: await receiveScan(
        documentsFrom(documents, actedBy(request)),
        stream,
        ({ codes }) => void matchScan(codes, reference()),
      ),
    }),
  );
  request.setTimeout(0);
  if (taken === undefined) throw new Problem('ERR_SCAN_MISSING');
  return { version, ...taken };
}

/** A file that no application came to have is taken away again. */
async function keepOrRemove(
  { documents }: ApplicationPageServices,
  { document }: ReceivedScan,
  attach: () => Promise<unknown>,
): Promise<void> {
  try {
    await attach();
  } catch (error) {
    await documents.remove(document.id);
    throw error;
  }
}

/** What can be told beside the form; an upload that was cut is told to nobody. */
function tellable({ code }: Problem): boolean {
  return (
    code.startsWith('ERR_SCAN_') ||
    code.startsWith('ERR_FILE_') ||
    code.startsWith('ERR_APPLICATION_') ||
    code.startsWith('ERR_UPLOAD_SEVERAL')
  );
}

function atField(problem: Problem): Problem {
  const { code, params } = problem;
  if (code.startsWith('ERR_APPLICATION_')) return problem;
  return new Problem(code, { params, fields: [{ field: 'file', code, params }] });
}
