import type { Response } from 'express';
import { actedBy } from '../../accounts/index.js';
import { actorOf, type Route, requireStillSignedIn } from '../../web/index.js';
import { lingerOnFailure } from '../pages/linger.js';
import { submissionsRoot as root, submissionApiRoute } from '../pages/submission-api-route.js';
import type { ReportServices } from '../services.js';
import type { Submission } from '../submissions/submission.js';
import { type ListedSignature, listSignatures } from './list-signatures.js';
import { readSignature } from './read-signature.js';
import { signSubmission } from './sign-submission.js';
import { signatureDownloads } from './signature-downloads.js';

/** Signing a submission's file and reading its signatures, for a hospital's own programs. */
export function signatureApiRoutes(services: ReportServices): readonly Route[] {
  const answerSignatures = async (response: Response, { id, number }: Submission) => {
    const signatures = await listSignatures(services.db, id);
    response.json({ signatures: signatures.map((one) => describe(number, one)) });
  };

  return [
    submissionApiRoute(services, {
      method: 'post',
      path: '/signature',
      takes: 'stream',
      async handle(submission, request, response) {
        const der = await lingerOnFailure(request, () => readSignature(request, response));
        await requireStillSignedIn(request);
        const { accountId } = actorOf(request);
        await signSubmission(services, submission, { der, accountId, by: actedBy(request) });
        response.status(201).location(`${root}/${submission.number}/signatures`);
        await answerSignatures(response, submission);
      },
    }),
    submissionApiRoute(services, {
      method: 'get',
      path: '/signatures',
      handle: (submission, _request, response) => answerSignatures(response, submission),
    }),
    ...signatureDownloads(services, root),
  ];
}

/** Times are UTC, ISO 8601. */
function describe(number: string, signature: ListedSignature) {
  const { certificateFingerprint, signedAt, receivedAt } = signature;
  return {
    userName: signature.userName,
    name: signature.name,
    card: { profile: signature.cardProfile, fingerprint: certificateFingerprint },
    signedAt: signedAt.toISOString(),
    receivedAt: receivedAt.toISOString(),
    signature: `${root}/${number}/signatures/${certificateFingerprint}`,
  };
}
