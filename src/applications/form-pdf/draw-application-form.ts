import type { Response } from 'express';
import type { Language } from '../../locales/index.js';
import { drawInThread } from '../../pdf/index.js';
import { Problem } from '../../problems/index.js';
import { beginDownload } from '../../web/exports/index.js';
import { workerFile } from '../../worker-file.js';
import type { ApplicationWithForm } from '../application.js';
import type { ApplicationForm } from '../forms/form.js';
import type { PrintedForm } from './form-pages.js';

/**
 * The form of an application to be printed and sealed: a PDF, A4, Chinese; with English captions for who chose English. It is
 * drawn beside the event loop, and the same application gives the same bytes.
 *
 * @throws Problem `ERR_APPLICATION_STATE` for a draft, `ERR_APPLICATION_ERASED`
 */
export async function drawApplicationForm(
  { reference, way, institution, confirmedAt, form }: ApplicationWithForm,
  language: Language,
): Promise<Buffer> {
  if (confirmedAt === null) throw new Problem('ERR_APPLICATION_STATE');
  if (form === null) throw new Problem('ERR_APPLICATION_ERASED');
  const bytes = await draw({
    reference,
    way,
    institutionName: institution.name,
    confirmedAt,
    form,
    language,
  });
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * Answers the form as a download, `A1151122-7K3M9Q.pdf`. Whether the one who asks may have it is the caller's question.
 *
 * @throws Problem as `drawApplicationForm`
 */
export async function sendApplicationForm(
  response: Response,
  application: ApplicationWithForm,
  language: Language,
): Promise<void> {
  const bytes = await drawApplicationForm(application, language);
  beginDownload(response, { type: 'application/pdf', fileName: `${application.reference}.pdf` });
  response.send(bytes);
}

/**
 * The characters of a form that the fonts of this machine lack, each once: they are printed as `[U+2A700]`. Tell it on the
 * page before the form is confirmed.
 */
export function findUnprintable(form: ApplicationForm): Promise<readonly string[]> {
  return find(form);
}

const pages = () => workerFile(import.meta.url, './form-pages.js');
const draw = drawInThread<[PrintedForm], Uint8Array>(pages, 'drawFormPages');
const find = drawInThread<[ApplicationForm], readonly string[]>(pages, 'findUndrawable');
