import type { Request, Response } from 'express';
import { taipeiDate } from '../../clock.js';
import { documentsFrom, receiveScan } from '../../documents/index.js';
import { Problem } from '../../problems/index.js';
import { actedBy, type Route, readForm, requireFormToken, requireStillSignedIn } from '../../web/index.js';
import type { ApplicationWithForm } from '../application.js';
import { checkApplication } from '../checks/load-facts.js';
import type { ApplicationPageServices } from '../page-services.js';
import type { TypedLetter } from '../rules/letter.js';
import type { AttachedFile } from '../store/document-store.js';
import { checkLetter, foldReference, receiveLetter } from '../verbs/receive-letter.js';
import { formGroups } from './form-rows.js';
import { letUseCamera } from './let-use-camera.js';
import { readLetterDate } from './read-letter-date.js';
import { readScannedNumber } from './read-scanned-number.js';
import { whoReviews } from './who.js';

/** Letters that come in: first the number, then what stands on the letter beside what the form says. */
export function letterRoutes(services: ApplicationPageServices): readonly Route[] {
  const { clock, render } = services;

  function showNumber(request: Request, response: Response, number: string, problem?: Problem): void {
    letUseCamera(response);
    const { done, due } = request.query;
    render(request, response, 'applications/desk/views/letters.njk', {
      done: typeof done === 'string' ? foldReference(done) : '',
      due: typeof due === 'string' && /^\d{4}-\d\d-\d\d$/.test(due) ? due : '',
      values: { number },
      problem,
    });
  }

  async function showLetter(
    request: Request,
    response: Response,
    application: ApplicationWithForm,
    refused?: { readonly problem: Problem; readonly values: Readonly<Record<string, unknown>> },
  ): Promise<void> {
    const { form } = application;
    const checks = form === null ? [] : await checkApplication(services, application, clock());
    render(request, response, 'applications/desk/views/letter.njk', {
      application,
      groups: form === null ? [] : formGroups(form),
      checks: checks.filter(({ outcome }) => outcome !== 'good'),
      values: refused?.values ?? { ownDate: taipeiDate(clock()) },
      problem: refused?.problem,
    });
  }

  return [
    {
      method: 'get',
      path: '/desk/letters',
      who: whoReviews,
      takes: 'nothing',
      async handle(request, response) {
        const { number } = request.query;
        if (typeof number !== 'string') return showNumber(request, response, '');
        const reference = readScannedNumber(number.slice(0, 300));
        const { application, faults } = await checkLetter(services, { ...nothingTyped, reference }, clock());
        const fault = faults.find(({ field }) => field === 'reference');
        if (application !== undefined && fault === undefined) {
          response.redirect(303, `/desk/letters/${application.reference}`);
          return;
        }
        const fields = [{ ...(fault ?? { code: 'ERR_APPLICATION_UNKNOWN' as const }), field: 'number' }];
        showNumber(request, response, reference, new Problem('ERR_FIELDS', { fields }));
      },
    },
    {
      method: 'get',
      path: '/desk/letters/:reference',
      who: whoReviews,
      takes: 'nothing',
      async handle(request, response) {
        const reference = String(request.params.reference);
        const { application } = await checkLetter(services, { ...nothingTyped, reference }, clock());
        if (application === undefined) throw new Problem('ERR_APPLICATION_UNKNOWN');
        await showLetter(request, response, application);
      },
    },
    {
      method: 'post',
      path: '/desk/letters/:reference',
      who: whoReviews,
      takes: 'stream',
      tokenInStream: true,
      async handle(request, response) {
        const reference = foldReference(String(request.params.reference));
        const typed = new Map<string, string>();
        let file: AttachedFile | undefined;
        try {
          file = await readLetterForm(request, typed);
          await requireStillSignedIn(request);
          const letter = letterOf(reference, typed);
          const version = Number(typed.get('version') ?? 0);
          const order = { letter, version, ...(file !== undefined && { file }) };
          const received = await receiveLetter(services, order, { ...actedBy(request), at: clock() });
          services.wakeJobs();
          const due = received.dueDate === null ? '' : `&due=${received.dueDate}`;
          response.redirect(303, `/desk/letters?done=${received.reference}${due}`);
        } catch (problem) {
          if (file !== undefined) await services.documents.remove(file.document.id);
          if (!(problem instanceof Problem)) throw problem;
          await tell(request, response, { reference, typed, problem });
        }
      },
    },
  ];

  /** Reads the form; what does not match is told before the file is read. */
  function readLetterForm(request: Request, typed: Map<string, string>): Promise<AttachedFile | undefined> {
    // A line that has gone silent is cut.
    request.setTimeout(idleMilliseconds, () => request.destroy());
    const check = (fields: ReadonlyMap<string, string>) => {
      requireFormToken(request, fields.get('_csrf'));
      for (const [name, value] of fields) typed.set(name, value);
    };
    return readForm(request, check, async (fileName, stream) => {
      const reference = foldReference(String(request.params.reference));
      const { faults } = await checkLetter(services, letterOf(reference, typed), clock());
      if (faults.length > 0) throw new Problem('ERR_FIELDS', { fields: faults });
      return receiveFile(request, fileName, stream);
    });
  }

  /** A browser sends a nameless empty file when none was chosen; the letter itself may come without a scan. */
  async function receiveFile(
    request: Request,
    fileName: string,
    stream: AsyncIterable<Buffer> & NodeJS.ReadableStream,
  ): Promise<AttachedFile | undefined> {
    if (fileName === '') {
      stream.resume();
      return undefined;
    }
    const received = await receiveScan(documentsFrom(services.documents, actedBy(request)), stream);
    return { ...received, fileName };
  }

  async function tell(
    request: Request,
    response: Response,
    refused: {
      readonly reference: string;
      readonly typed: ReadonlyMap<string, string>;
      readonly problem: Problem;
    },
  ): Promise<void> {
    const { reference, typed, problem } = refused;
    const { application } = await checkLetter(services, letterOf(reference, typed), clock());
    if (application === undefined || !tellable(problem)) throw problem;
    // The rest of a file that is refused is not read.
    response.setHeader('Connection', 'close');
    const values = { ...Object.fromEntries(typed), institutionCode: [typed.get('institutionCode') ?? ''] };
    await showLetter(request, response, application, { problem: atFile(problem), values });
  }
}

const idleMilliseconds = 30_000;

const nothingTyped: TypedLetter = {
  reference: '',
  institutionCode: '',
  senderNumber: '',
  senderDate: '',
  ownNumber: '',
  ownDate: '',
};

function letterOf(reference: string, typed: ReadonlyMap<string, string>): TypedLetter {
  const text = (name: string) => typed.get(name) ?? '';
  return {
    reference,
    institutionCode: text('institutionCode'),
    senderNumber: text('senderNumber'),
    senderDate: readLetterDate(text('senderDate')),
    ownNumber: text('ownNumber'),
    ownDate: readLetterDate(text('ownDate')),
  };
}

/** What is wrong with the request itself is not told on the page. */
function tellable({ code }: Problem): boolean {
  return code === 'ERR_FIELDS' || code.startsWith('ERR_APPLICATION_') || isOfFile(code);
}

function isOfFile(code: string): boolean {
  return ['ERR_SCAN_', 'ERR_FILE_', 'ERR_UPLOAD_'].some((prefix) => code.startsWith(prefix));
}

/** What is wrong with the file stands at its field. */
function atFile(problem: Problem): Problem {
  const { code, params } = problem;
  return isOfFile(code) ? new Problem('ERR_FIELDS', { fields: [{ field: 'file', code, params }] }) : problem;
}
