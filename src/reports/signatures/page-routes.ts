import type { Request, Response } from 'express';
import { actedBy } from '../../accounts/index.js';
import { Problem } from '../../problems/index.js';
import { actorOf, formOf, type Route } from '../../web/index.js';
import { whoReports } from '../pages/who.js';
import type { ReportServices } from '../services.js';
import { ownSubmission } from '../submissions/own-submission.js';
import type { Submission } from '../submissions/submission.js';
import { decodeSignature } from './read-signature.js';
import { signSubmission } from './sign-submission.js';
import { signatureDownloads } from './signature-downloads.js';

/** Shows the page of a submission once more, with what could not be done. */
export type ShowSubmission = (
  request: Request,
  response: Response,
  submission: Submission,
  model: { readonly problem: Problem },
) => Promise<void>;

/** What the page of a submission sends after the card has signed, and its signatures as files. */
export function signaturePageRoutes(services: ReportServices, show: ShowSubmission): readonly Route[] {
  return [
    {
      method: 'post',
      path: '/submissions/:number/signature',
      who: whoReports,
      takes: 'form',
      async handle(request, response) {
        const submission = await ownSubmission(services, request);
        try {
          const der = decodeSignature(formOf(request).text('signature'));
          const { accountId } = actorOf(request);
          await signSubmission(services, submission, { der, accountId, by: actedBy(request) });
          response.redirect(303, `/submissions/${submission.number}?signed=yes#signature`);
        } catch (problem) {
          if (!(problem instanceof Problem) || problem.code === 'ERR_UNAVAILABLE') throw problem;
          // Others may have acted meanwhile: the page shows how things stand now.
          await show(request, response, await ownSubmission(services, request), {
            problem: atTheCard(problem),
          });
        }
      },
    },
    ...signatureDownloads(services, '/submissions'),
  ];
}

/** The sentence stands where the card is asked, in the manner of a field; there is no such field when nothing can be signed. */
function atTheCard({ code, params }: Problem): Problem {
  const field = withoutForm.has(code) ? 'signature' : 'sign-pin';
  return new Problem('ERR_FIELDS', { fields: [{ field, code, params }] });
}

const withoutForm: ReadonlySet<string> = new Set([
  'ERR_SIGNATURE_ALREADY',
  'ERR_SIGNATURE_STATE',
  'ERR_SIGNATURE_NOT_TAKEN',
]);
