import { sendForm } from './parts/send-form.js';

// The upload page: shows progress, takes dropped files, and says at once what can be known before anything is sent. The
// form works without it.

const form = document.querySelector<HTMLFormElement>('form[data-module="upload"]');
if (form !== null) beginUpload(form);

function beginUpload(form: HTMLFormElement): void {
  const input = form.querySelector<HTMLInputElement>('input[type="file"]');
  const drop = form.querySelector<HTMLElement>('[data-upload-drop]');
  if (input === null || drop === null) return;
  takeDrops(form, drop, input);
  // Before the module that prevents double submits sees the event.
  form.addEventListener(
    'submit',
    (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      void upload(form, input);
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

let sending = false;

async function upload(form: HTMLFormElement, input: HTMLInputElement): Promise<void> {
  const file = input.files?.[0];
  if (sending) return;
  if (file === undefined) return complain(form, input, text(form, 'missing'));
  if (file.size > Number(form.dataset.limitBytes)) return complain(form, input, text(form, 'too-large'));
  sending = true;
  complain(form, input, '');
  const button = form.querySelector<HTMLButtonElement>('button[type="submit"]');
  if (button !== null) button.disabled = true;
  try {
    const answer = await sendForm(form, (sent) => showProgress(form, sent));
    if (answer.location !== null) return window.location.assign(answer.location);
    complain(form, input, answer.sentence ?? text(form, 'cut'));
  } catch {
    complain(form, input, text(form, 'cut'));
  }
  sending = false;
  if (button !== null) button.disabled = false;
}

function complain(form: HTMLFormElement, input: HTMLInputElement, sentence: string): void {
  const error = form.querySelector<HTMLElement>('[data-upload-error]');
  const progress = form.querySelector<HTMLElement>('[data-upload-progress]');
  if (error === null || progress === null) return;
  error.textContent = sentence;
  error.hidden = sentence === '';
  error.closest('.jb-drop')?.classList.toggle('jb-drop--error', sentence !== '');
  input.classList.toggle('govuk-file-upload--error', sentence !== '');
  input.setAttribute('aria-invalid', String(sentence !== ''));
  describe(input, error.id, sentence !== '');
  if (sentence === '') return;
  progress.hidden = true;
  input.focus();
}

/** Whoever comes to the field hears the sentence with it, not only when it appears. */
function describe(input: HTMLInputElement, id: string, isToldOf: boolean): void {
  const others = (input.getAttribute('aria-describedby') ?? '').split(' ').filter((one) => one !== id);
  input.setAttribute('aria-describedby', [...others, ...(isToldOf ? [id] : [])].join(' ').trim());
}

/** @param sent from 0 to 1 */
function showProgress(form: HTMLFormElement, sent: number): void {
  const progress = form.querySelector<HTMLElement>('[data-upload-progress]');
  const bar = form.querySelector<HTMLProgressElement>('progress');
  const label = form.querySelector<HTMLElement>('[data-upload-text]');
  if (progress === null || bar === null || label === null) return;
  progress.hidden = false;
  bar.value = sent * 100;
  label.textContent =
    sent < 1
      ? text(form, 'sending').replace('PERCENT', String(Math.floor(sent * 100)))
      : text(form, 'arrived');
}

function text(form: HTMLFormElement, name: string): string {
  return form.getAttribute(`data-text-${name}`) ?? '';
}
