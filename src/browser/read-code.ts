// Reads the form's QR code with the camera, where the browser can; everywhere else the button does not appear.

export {};

interface CodeDetector {
  detect(picture: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]>;
}

const Detector = (globalThis as { BarcodeDetector?: new (options: { formats: string[] }) => CodeDetector })
  .BarcodeDetector;

const part = document.querySelector<HTMLElement>('[data-read-code]');
const start = document.querySelector<HTMLButtonElement>('[data-read-code-start]');
const picture = document.querySelector<HTMLVideoElement>('[data-read-code-picture]');
const status = document.querySelector<HTMLElement>('[data-read-code-status]');
const number = document.querySelector<HTMLInputElement>('#number');

if (part && start && picture && status && number && Detector && 'mediaDevices' in navigator) {
  const detector = new Detector({ formats: ['qr_code'] });
  part.hidden = false;
  start.addEventListener('click', () => {
    read(detector, { picture, status, number }).catch(() => {
      picture.hidden = true;
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
async function read(detector: CodeDetector, { picture, status, number }: ReadingParts): Promise<void> {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
  try {
    picture.srcObject = stream;
    picture.hidden = false;
    status.textContent = status.dataset.looking ?? '';
    await picture.play();
    number.value = await firstCode(detector, picture);
  } finally {
    for (const track of stream.getTracks()) track.stop();
  }
  number.form?.requestSubmit();
}

async function firstCode(detector: CodeDetector, picture: HTMLVideoElement): Promise<string> {
  for (;;) {
    const [code] = await detector.detect(picture);
    if (code !== undefined && code.rawValue !== '') return code.rawValue;
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
}
