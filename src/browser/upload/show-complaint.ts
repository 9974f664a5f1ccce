import { focusErrorSummary } from '../parts/error-summary.js';

/** Why the form was not sent to its end. */
export interface Complaint {
  readonly sentence: string;
  /** The field to mend; that of the file unless said otherwise. */
  readonly field?: string | null;
  /** Where else the sentence leads than to a field, for example to the login. */
  readonly href?: string;
  /** Whether the file was being sent, or was found wanting before. */
  readonly stage: 'choosing' | 'sending';
}

/**
 * Tells it as the gateway tells it without scripts: in a summary above the page, which gets the focus and leads to the
 * field, with the sentence at the field, and in the page's title. Undefined takes back what was said.
 */
export function showComplaint(form: HTMLFormElement, complaint: Complaint | undefined): void {
  takeBack(form);
  if (complaint === undefined) return;
  const input = form.querySelector<HTMLElement>('input[type="file"]');
  const field = named(form, complaint.field ?? null) ?? input;
  if (field === null) return;
  if (complaint.href === undefined) markField(form, field, complaint.sentence);
  document.title = `${form.dataset.textTitleError ?? ''}${document.title}`;
  showSummary(complaint, complaint.href ?? `#${field.id}`);
}

function takeBack(form: HTMLFormElement): void {
  document.querySelector('.govuk-error-summary')?.remove();
  const before = form.dataset.textTitleError ?? '';
  if (document.title.startsWith(before)) document.title = document.title.slice(before.length);
  const error = form.querySelector<HTMLElement>('[data-upload-error]');
  for (const marked of form.querySelectorAll<HTMLElement>('[aria-invalid="true"]')) {
    mark(marked, error?.id ?? '', false);
  }
  form.querySelector('[data-upload-drop]')?.classList.remove('jb-drop--error');
  if (error !== null) error.hidden = true;
}

function named(form: HTMLFormElement, name: string | null): HTMLElement | null {
  return name === null ? null : form.querySelector<HTMLElement>(`[name="${CSS.escape(name)}"]`);
}

function markField(form: HTMLFormElement, field: HTMLElement, sentence: string): void {
  const error = form.querySelector<HTMLElement>('[data-upload-error]');
  // What readers of the screen hear before the sentence.
  const before = error?.querySelector('.govuk-visually-hidden');
  if (!error || !before) return;
  (field.closest('.govuk-radios') ?? field).before(error);
  error.replaceChildren(before, ` ${sentence}`);
  error.hidden = false;
  mark(field, error.id, true);
  form.querySelector('[data-upload-drop]')?.classList.toggle('jb-drop--error', isFile(field));
}

/** Whoever comes to the field hears the sentence with it. */
function mark(field: HTMLElement, id: string, is: boolean): void {
  const others = (field.getAttribute('aria-describedby') ?? '').split(' ').filter((one) => one !== id);
  field.setAttribute('aria-describedby', [...others, ...(is ? [id] : [])].join(' ').trim());
  field.setAttribute('aria-invalid', String(is));
  field.classList.toggle(
    field instanceof HTMLTextAreaElement ? 'govuk-textarea--error' : 'govuk-file-upload--error',
    is,
  );
  if (!isFile(field)) field.closest('.govuk-form-group')?.classList.toggle('govuk-form-group--error', is);
}

function isFile(field: HTMLElement): boolean {
  return field instanceof HTMLInputElement && field.type === 'file';
}

/** Made from the page's own template, which is written where the gateway itself puts the summary. */
function showSummary({ sentence, stage }: Complaint, href: string): void {
  const template = document.querySelector<HTMLTemplateElement>(`template[data-upload-summary="${stage}"]`);
  const copy = template?.content.cloneNode(true);
  if (!template || !(copy instanceof DocumentFragment)) return;
  const link = copy.querySelector('a');
  if (link === null) return;
  link.href = href;
  link.textContent = sentence;
  template.before(copy);
  focusErrorSummary(document);
}
