import { type Ending, sendFile } from './upload/send-file.js';
import { type Complaint, showComplaint } from './upload/show-complaint.js';
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
  const wanting = findWanting(form, file);
  showNote(form, '');
  showComplaint(form, wanting);
  if (file === undefined || wanting !== undefined) return;
  isSending = true;
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
  if (ending.kind === 'cancelled') return showNote(form, text(form, 'cancelled'));
  showComplaint(form, complaintOf(form, ending));
}

/** What can be known before anything is sent. */
function findWanting(form: HTMLFormElement, file: File | undefined): Complaint | undefined {
  if (file === undefined) return { sentence: text(form, 'missing'), stage: 'choosing' };
  if (file.size > Number(form.dataset.limitBytes)) {
    return { sentence: text(form, 'too-large'), stage: 'choosing' };
  }
  if (form.dataset.corrects !== undefined && fieldOf(form, 'purpose') === '') {
    return { sentence: text(form, 'purpose'), field: 'purpose', stage: 'choosing' };
  }
  return undefined;
}

function complaintOf(form: HTMLFormElement, ending: Exclude<Ending, { kind: 'submitted' }>): Complaint {
  if (ending.kind === 'signed-out') {
    return { sentence: text(form, 'signed-out'), href: loginLink(), stage: 'sending' };
  }
  if (ending.kind !== 'refused') return { sentence: text(form, ending.kind), stage: 'sending' };
  const { sentence, field } = ending;
  const stage = field === null ? 'sending' : 'choosing';
  return { sentence: sentence ?? text(form, 'failed'), field, stage };
}

/** Leads back here after the login. */
function loginLink(): string {
  const { pathname, search } = window.location;
  return `/login?${new URLSearchParams({ next: `${pathname}${search}` })}`;
}

/** Says something that is no complaint; the focus goes there, since what had it is hidden. */
function showNote(form: HTMLFormElement, sentence: string): void {
  const note = form.querySelector<HTMLElement>('[data-upload-note]');
  if (note === null) return;
  note.textContent = sentence;
  note.hidden = sentence === '';
  if (!note.hidden) note.focus();
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

/** The buttons of the form are there while nothing is sent. */
function show(form: HTMLFormElement, what: 'sending' | 'choosing'): void {
  for (const part of form.querySelectorAll<HTMLElement>('[data-upload-choosing]')) {
    part.hidden = what === 'sending';
  }
  const input = form.querySelector<HTMLInputElement>('input[type="file"]');
  if (input !== null) input.disabled = what === 'sending';
}

function text(form: HTMLFormElement, name: string): string {
  return form.getAttribute(`data-text-${name}`) ?? '';
}
