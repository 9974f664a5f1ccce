import { type Ending, sendFile } from './upload/send-file.js';
import { openProgressView, type ProgressView } from './upload/show-progress.js';
import { openTus } from './upload/tus.js';

// The upload pages: takes dropped files, says at once what can be known before anything is sent, sends the file in parts
// with progress, and goes on after a cut. The form works without it.

const form = document.querySelector<HTMLFormElement>('form[data-module="upload"]');
// Without a secure context the browser computes no digests: the form is sent as it is.
if (form !== null && window.isSecureContext) beginUpload(form);

function beginUpload(form: HTMLFormElement): void {
  const input = form.querySelector<HTMLInputElement>('input[type="file"]');
  const drop = form.querySelector<HTMLElement>('[data-upload-drop]');
  const view = openProgressView(form);
  if (input === null || drop === null || view === undefined) return;
  takeDrops(form, drop, input);
  // Before the module that prevents double submits sees the event.
  form.addEventListener(
    'submit',
    (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      void upload(form, input, view);
    },
    true,
  );
}

function takeDrops(form: HTMLFormElement, drop: HTMLElement, input: HTMLInputElement): void {
  const hint = form.querySelector<HTMLElement>('[data-upload-hint]');
  if (hint !== null) hint.hidden = false;
  const over = (is: boolean) => (event: DragEvent) => {
    event.preventDefault();
    drop.classList.toggle('jb-drop--over', is);
  };
  drop.addEventListener('dragover', over(true));
  drop.addEventListener('dragleave', over(false));
  drop.addEventListener('drop', (event) => {
    over(false)(event);
    const files = event.dataTransfer?.files;
    if (files === undefined || files.length === 0) return;
    input.files = files;
    if (hint !== null) hint.textContent = text(form, 'chosen').replace('NAME', files[0]?.name ?? '');
  });
}

let isSending = false;

async function upload(form: HTMLFormElement, input: HTMLInputElement, view: ProgressView): Promise<void> {
  const file = input.files?.[0];
  if (isSending) return;
  if (file === undefined) return complain(form, input, text(form, 'missing'));
  if (file.size > Number(form.dataset.limitBytes)) return complain(form, input, text(form, 'too-large'));
  if (form.dataset.corrects !== undefined && fieldOf(form, 'purpose') === '')
    return complain(form, input, text(form, 'purpose'), 'purpose');
  isSending = true;
  complain(form, input, '');
  show(form, 'sending');
  view.begin(file.size);
  const tus = openTus(fieldOf(form, '_csrf'), sessionUsed);
  const sending = sendFile(tus, file, (digest) => describe(form, file, digest), view);
  const forget = listenTo(view, sending);
  const ending = await sending.ended.catch((): Ending => ({ kind: 'refused', sentence: null, field: null }));
  forget();
  if (ending.kind === 'submitted') return window.location.assign(`/submissions/${ending.submission}`);
  isSending = false;
  view.end();
  show(form, 'choosing');
  complain(form, input, sentenceOf(form, ending), ending.kind === 'refused' ? ending.field : null);
}

/** The session goes on with every answer; the page's own watch is told. */
function sessionUsed(): void {
  document.dispatchEvent(new Event('jianbao:session-used'));
}

function listenTo(view: ProgressView, sending: ReturnType<typeof sendFile>): () => void {
  let isPaused = false;
  const listeners = new AbortController();
  const { signal } = listeners;
  view.pauseButton.addEventListener(
    'click',
    () => {
      isPaused = !isPaused;
      if (isPaused) return sending.pause();
      view.goesOn();
      sending.goOn();
    },
    { signal },
  );
  view.cancelButton.addEventListener('click', () => sending.cancel(), { signal });
  return () => listeners.abort();
}

/** What the upload is begun with: the fields of the form. */
function describe(form: HTMLFormElement, file: File, digest: string): ReadonlyMap<string, string> {
  const { corrects } = form.dataset;
  const about: readonly (readonly [string, string])[] =
    corrects === undefined
      ? [['kind', fieldOf(form, 'kind')]]
      : [
          [fieldOf(form, 'purpose') === 'withdrawal' ? 'withdraws' : 'corrects', corrects],
          ['reason', fieldOf(form, 'reason')],
        ];
  return new Map([['filename', file.name], ['sha256', digest], ...about]);
}

function fieldOf(form: HTMLFormElement, name: string): string {
  const value = new FormData(form).get(name);
  return typeof value === 'string' ? value : '';
}

function sentenceOf(form: HTMLFormElement, ending: Ending): string {
  if (ending.kind === 'refused') return ending.sentence ?? text(form, 'failed');
  return text(form, ending.kind);
}

/** The buttons of the form are there while nothing is sent. */
function show(form: HTMLFormElement, what: 'sending' | 'choosing'): void {
  for (const part of form.querySelectorAll<HTMLElement>('[data-upload-choosing]')) {
    part.hidden = what === 'sending';
  }
  const input = form.querySelector<HTMLInputElement>('input[type="file"]');
  if (input !== null) input.disabled = what === 'sending';
}

/** Says a sentence at the field it belongs to, which is that of the file unless another is named, and leads there. */
function complain(
  form: HTMLFormElement,
  input: HTMLInputElement,
  sentence: string,
  fieldName: string | null = null,
): void {
  const error = form.querySelector<HTMLElement>('[data-upload-error]');
  if (error === null) return;
  const isComplaint = sentence !== '';
  const named =
    fieldName === null ? null : form.querySelector<HTMLElement>(`[name="${CSS.escape(fieldName)}"]`);
  const field = named ?? input;
  for (const marked of form.querySelectorAll<HTMLElement>('[aria-invalid="true"]'))
    mark(marked, error.id, false);
  form
    .querySelector('[data-upload-drop]')
    ?.classList.toggle('jb-drop--error', isComplaint && field === input);
  error.hidden = !isComplaint;
  if (!isComplaint) return;
  (field.closest('.govuk-radios') ?? field).before(error);
  error.textContent = sentence;
  mark(field, error.id, true);
  field.focus();
}

/** Whoever comes to the field hears the sentence with it, not only when it appears. */
function mark(field: HTMLElement, id: string, is: boolean): void {
  const others = (field.getAttribute('aria-describedby') ?? '').split(' ').filter((one) => one !== id);
  field.setAttribute('aria-describedby', [...others, ...(is ? [id] : [])].join(' ').trim());
  field.setAttribute('aria-invalid', String(is));
  field.classList.toggle(
    field instanceof HTMLTextAreaElement ? 'govuk-textarea--error' : 'govuk-file-upload--error',
    is,
  );
}

function text(form: HTMLFormElement, name: string): string {
  return form.getAttribute(`data-text-${name}`) ?? '';
}
