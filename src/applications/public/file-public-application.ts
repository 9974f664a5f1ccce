import { inTransaction } from '../../database/index.js';
import type { Language } from '../../locales/index.js';
import { Problem } from '../../problems/index.js';
import type { ApplicationPageServices } from '../page-services.js';
import { findApplication } from '../store/application-store.js';
import type { Deed } from '../verbs/act.js';
import { fileApplication } from '../verbs/file-application.js';
import { countPublicAttempt, sourceOf } from './attempts.js';
import type { Holder } from './draft-cookie.js';
import { lockDraft, markFiled } from './draft-store.js';
import type { PublicFlow } from './flow.js';

export interface PublicFiling {
  readonly flow: PublicFlow;
  readonly holder: Holder;
  /** Of the form as it was checked. */
  readonly version: number;
  /** The answer to the captcha of the session. */
  readonly captcha: string;
  readonly sessionId: string;
  readonly language: Language;
}

type FilingServices = Pick<
  ApplicationPageServices,
  'db' | 'keys' | 'randomBytes' | 'settings' | 'formSettings' | 'checkCaptcha'
>;

/**
 * Files the form that a browser has filled in and checked. Sent twice, also at once, it is filed once and has one number.
 *
 * @returns the reference number
 * @throws Problem `ERR_APPLICATION_DRAFT_OVER`, `ERR_APPLICATION_DRAFT_CHANGED`, `ERR_CAPTCHA`, `ERR_TOO_MANY_REQUESTS`,
 *   `ERR_FIELDS` with what must be mended in the form, and as `fileApplication`
 */
export async function filePublicApplication(
  services: FilingServices,
  filing: PublicFiling,
  by: Deed,
): Promise<string> {
  const { db, checkCaptcha } = services;
  const { sessionId, captcha } = filing;
  // Committed whatever comes of it: names cannot be tried without end.
  const tooMany = await inTransaction(db, (trx) =>
    countPublicAttempt(trx, 'file', sourceOf(by.address ?? ''), by.at),
  );
  if (tooMany !== undefined) throw tooMany;
  try {
    const outcome = await inTransaction(db, async (trx) => {
      const which = { holder: filing.holder, kind: filing.flow.kind, at: by.at };
      const draft = await lockDraft({ ...services, db: trx }, which);
      if (draft?.filedReference != null) return draft.filedReference;
      if (draft?.content == null) return new Problem('ERR_APPLICATION_DRAFT_OVER');
      if (draft.version !== filing.version) return new Problem('ERR_APPLICATION_DRAFT_CHANGED');
      if (!(await checkCaptcha(trx, { sessionId, answer: captcha, at: by.at })))
        return new Problem('ERR_CAPTCHA');
      const { form, fields } = filing.flow.read(draft.content.values, services.formSettings);
      if (form === undefined) return new Problem('ERR_FIELDS', { fields });
      const { previousReference, acceptedDeclaration } = draft.content;
      const joined = { ...services, db: trx };
      const previous =
        previousReference === null ? undefined : await findApplication(joined, previousReference);
      const { reference } = await fileApplication(
        joined,
        { form, language: filing.language, acceptedDeclaration, ...(previous && { previous }) },
        by,
      );
      await markFiled(trx, which, reference);
      return reference;
    });
    if (outcome instanceof Problem) throw outcome;
    return outcome;
  } catch (error) {
    // What was undone brought the captcha back; it counts once all the same.
    await checkCaptcha(db, { sessionId, answer: '', at: by.at });
    throw error;
  }
}
