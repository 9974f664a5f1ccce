/**
 * The captcha of a form: another picture on request, or the digits spoken. Each makes the one before worthless, so the
 * picture is put away while the sound counts.
 */
export function watchCaptcha(page: Document): void {
  for (const field of page.querySelectorAll<HTMLElement>('[data-module="captcha"]')) {
    const frame = field.querySelector<HTMLElement>('.jb-captcha__picture');
    const picture = field.querySelector('img');
    const input = field.querySelector('input');
    const status = field.querySelector<HTMLElement>('[data-captcha-status]');
    if (frame === null || picture === null || input === null || status === null) continue;
    const parts = { frame, picture, input, status };
    for (const button of field.querySelectorAll('[data-captcha-redraw]')) {
      button.addEventListener('click', () => redraw(parts));
    }
    field.querySelector('[data-captcha-listen]')?.addEventListener('click', () => void listen(parts));
  }
}

interface CaptchaParts {
  readonly frame: HTMLElement;
  readonly picture: HTMLImageElement;
  readonly input: HTMLInputElement;
  readonly status: HTMLElement;
}

function redraw({ frame, picture, input, status }: CaptchaParts): void {
  picture.src = `/captcha/image?drawn=${Math.round(performance.now())}`;
  frame.hidden = false;
  input.value = '';
  status.textContent = status.dataset.textDrawn ?? '';
  input.focus();
}

async function listen({ frame, input, status }: CaptchaParts): Promise<void> {
  frame.hidden = true;
  input.value = '';
  status.textContent = status.dataset.textPlaying ?? '';
  try {
    await play('/captcha/sound');
    status.textContent = status.dataset.textPlayed ?? '';
  } catch {
    status.textContent = status.dataset.textFailed ?? '';
  }
  input.focus();
}

/** Fetched once and played from memory: an audio element may fetch twice, and each time the digits are others. */
async function play(address: string): Promise<void> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`The sound could not be fetched: ${response.status}`);
  const context = new AudioContext();
  const source = context.createBufferSource();
  source.buffer = await context.decodeAudioData(await response.arrayBuffer());
  source.connect(context.destination);
  const ended = new Promise((resolve) => source.addEventListener('ended', resolve));
  source.start();
  await ended;
  await context.close();
}
