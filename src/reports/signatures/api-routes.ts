import { actedBy } from '../../accounts/index.js';
import { actorOf, type Route, requireStillSignedIn } from '../../web/index.js';
import { lingerOnFailure } from '../pages/linger.js';
import { whoReports } from '../pages/who.js';
import type { ReportServices } from '../services.js';
import { ownSubmission } from '../submissions/own-submission.js';
import { type ListedSignature, listSignatures } from './list-signatures.js';
import { readSignature } from './read-signature.js';
import { signSubmission } from './sign-submission.js';
import { signatureDownloads } from './signature-downloads.js';

/** Signing a submission's file and reading its signatures, for a hospital's own programs. */
export function signatureApiRoutes(services: ReportServices): readonly Route[] {
  return [
    {
      method: 'post',
      path: `${root}/:number/signature`,
      who: whoReports,
      takes: 'stream',
      async handle(request, response) {
        const submission = await ownSubmission(services, request);
        const der = await lingerOnFailure(request, () => readSignature(request, response));
        await requireStillSignedIn(request);
        const { accountId } = actorOf(request);
        await signSubmission(services, submission, { der, accountId, by: actedBy(request) });
        const signatures = await listSignatures(services.db, submission.id);
        response.status(201).location(`${root}/${submission.number}/signatures`);
        response.json({ signatures: signatures.map((one) => describe(submission.number, one)) });
      },
    },
    {
      method: 'get',
      path: `${root}/:number/signatures`,
      who: whoReports,
      takes: 'nothing',
      async handle(request, response) {
        const submission = await ownSubmission(services, request);
        const signatures = await listSignatures(services.db, submission.id);
        response.json({ signatures: signatures.map((one) => describe(submission.number, one)) });
      },
    },
    ...signatureDownloads(services, root),
  ];
}

const root = '/api/v1/submissions';

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
