import type { Request, Response } from 'express';
import { Problem } from '../../problems/index.js';
import { beginDownload } from '../../web/exports/begin-download.js';
import type { Route } from '../../web/index.js';
import { whoReports } from '../pages/who.js';
import type { ReportServices } from '../services.js';
import { ownSubmission } from '../submissions/own-submission.js';
import { derType } from './read-signature.js';
import { openSignature } from './store.js';

/**
 * The signatures of a submission as files (CMS, DER), below a page's or the API's address of the submission: the first
 * one, and each by the fingerprint of its certificate.
 */
export function signatureDownloads(services: ReportServices, below: string): readonly Route[] {
  const send = async (request: Request, response: Response, fingerprint?: string) => {
    const { id, number } = await ownSubmission(services, request);
    const der = await openSignature(services.db, services.keys, id, fingerprint);
    if (der === undefined) throw new Problem('ERR_SIGNATURE_NOT_FOUND');
    beginDownload(response, { type: derType, fileName: `${number}.p7s` });
    response.send(der);
  };
  return [
    {
      method: 'get',
      path: `${below}/:number/signature`,
      who: whoReports,
      takes: 'nothing',
      handle: (request, response) => send(request, response),
    },
    {
      method: 'get',
      path: `${below}/:number/signatures/:fingerprint`,
      who: whoReports,
      takes: 'nothing',
      handle: (request, response) => send(request, response, String(request.params.fingerprint)),
    },
  ];
}
