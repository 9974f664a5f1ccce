import type { Request, Response } from 'express';
import { type AttachedFile, checkLetter, receiveLetter } from '../../applications/index.js';
import { documentsFrom, receiveScan } from '../../documents/index.js';
import { Problem } from '../../problems/index.js';
import { actedBy, readForm, requireStillSignedIn } from '../../web/index.js';
import { versionNamed, withPrecondition } from '../requests/if-match.js';
import { readMembers } from '../requests/read-members.js';
import { type LetterOrder, letterOrder } from '../schemas/orders.js';
import type { ApiServices } from '../services.js';
import { answerApplication, deedOf, referenceOf } from './answer.js';

/**
 * Records the formal letter of an application together with its scan, from a multipart form: what the letter says first, so
 * that what does not match is told before the file is read.
 */
export async function takeLetterWithScan(services: ApiServices, request: Request, response: Response) {
  const version = versionNamed(request);
  const { letter, file } = await readLetterForm(services, request, response);
  try {
    await requireStillSignedIn(request);
    const received = await withPrecondition(() =>
      receiveLetter(services, { letter, version, file }, deedOf(services, request)),
    );
    await answerApplication(services, request, response.status(201), received);
  } catch (error) {
    await services.documents.remove(file.document.id);
    throw error;
  }
}

type NamedLetter = LetterOrder & { readonly reference: string };

async function readLetterForm(
  services: ApiServices,
  request: Request,
  response: Response,
): Promise<{ readonly letter: NamedLetter; readonly file: AttachedFile }> {
  const reference = referenceOf(request);
  let letter: NamedLetter | undefined;
  // A line that has gone silent is cut.
  request.setTimeout(idleMilliseconds, () => request.destroy());
  try {
    const file = await readForm(
      request,
      (fields) => {
        letter = { ...readMembers(letterOrder, Object.fromEntries(fields)), reference };
      },
      async (fileName, stream): Promise<AttachedFile> => {
        if (letter === undefined) throw new TypeError('The fields of the form were not checked.');
        const { faults } = await checkLetter(services, letter, services.clock());
        if (faults.length > 0) throw new Problem('ERR_FIELDS', { fields: faults });
        return {
          ...(await receiveScan(documentsFrom(services.documents, actedBy(request)), stream)),
          fileName,
        };
      },
    );
    if (letter === undefined || file === undefined) throw new Problem('ERR_SCAN_MISSING');
    return { letter, file };
  } catch (error) {
    // The rest of a file that is refused is not read.
    response.setHeader('Connection', 'close');
    throw error;
  } finally {
    request.setTimeout(0);
  }
}

const idleMilliseconds = 30_000;
