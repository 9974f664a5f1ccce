import { codeReader, type ReadCode } from './parts/code-reader.js';

// Reads the form's QR code with the camera; where there is none to ask for, the button does not appear.

const part = document.querySelector<HTMLElement>('[data-read-code]');
const start = document.querySelector<HTMLButtonElement>('[data-read-code-start]');
const picture = document.querySelector<HTMLVideoElement>('[data-read-code-picture]');
const status = document.querySelector<HTMLElement>('[data-read-code-status]');
const number = document.querySelector<HTMLInputElement>('#number');

if (part && start && picture && status && number && navigator.mediaDevices !== undefined) {
  const readCode = codeReader(part.dataset.decoder ?? '');
  part.hidden = false;
  start.addEventListener('click', () => {
    start.disabled = true;
    read(readCode, { picture, status, number }).catch(() => {
      picture.hidden = true;
      start.disabled = false;
      status.textContent = status.dataset.refused ?? '';
    });
  });
}

interface ReadingParts {
  readonly picture: HTMLVideoElement;
  readonly status: HTMLElement;
  readonly number: HTMLInputElement;
}

/** Looks through the camera until it sees a code, then sends the form with what it says. */
async function read(readCode: ReadCode, { picture, status, number }: ReadingParts): Promise<void> {
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { facingMode: 'environment', width: { ideal: 1280 } },
  });
  try {
    picture.srcObject = stream;
    picture.hidden = false;
    status.textContent = status.dataset.looking ?? '';
    await picture.play();
    number.value = await firstCode(readCode, picture);
  } finally {
    for (const track of stream.getTracks()) track.stop();
  }
  number.form?.requestSubmit();
}

async function firstCode(readCode: ReadCode, picture: HTMLVideoElement): Promise<string> {
  for (;;) {
    const text = await readCode(picture);
    if (text !== undefined && text !== '') return text;
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
}
