import { type Sample, speedOf } from './pace.js';
import type { Watcher } from './send-file.js';

/** The part of the page that shows how far an upload has come. */
export interface ProgressView extends Watcher {
  begin(size: number): void;
  goesOn(): void;
  end(): void;
  readonly pauseButton: HTMLButtonElement;
  readonly cancelButton: HTMLButtonElement;
}

/** Undefined when the page has no such part. */
export function openProgressView(form: HTMLFormElement): ProgressView | undefined {
  const part = form.querySelector<HTMLElement>('[data-upload-progress]');
  const bar = part?.querySelector('progress');
  const label = part?.querySelector<HTMLElement>('[data-upload-text]');
  const detail = part?.querySelector<HTMLElement>('[data-upload-detail]');
  const announcement = form.querySelector<HTMLElement>('[data-upload-announcement]');
  const pauseButton = part?.querySelector<HTMLButtonElement>('[data-upload-pause]');
  const cancelButton = part?.querySelector<HTMLButtonElement>('[data-upload-cancel]');
  if (!part || !bar || !label || !detail || !announcement || !pauseButton || !cancelButton) return undefined;
  return new PageProgress({ part, bar, label, detail, announcement, pauseButton, cancelButton });
}

interface Parts {
  readonly part: HTMLElement;
  readonly bar: HTMLProgressElement;
  readonly label: HTMLElement;
  readonly detail: HTMLElement;
  readonly announcement: HTMLElement;
  readonly pauseButton: HTMLButtonElement;
  readonly cancelButton: HTMLButtonElement;
}

class PageProgress implements ProgressView {
  readonly #parts: Parts;
  #size = 0;
  #sent = 0;
  #samples: Sample[] = [];
  #announced = 0;
  #isCut = false;
  #isElsewhere = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  get pauseButton(): HTMLButtonElement {
    return this.#parts.pauseButton;
  }

  get cancelButton(): HTMLButtonElement {
    return this.#parts.cancelButton;
  }

  begin(size: number): void {
    this.#size = size;
    this.#sent = 0;
    this.#samples = [];
    this.#announced = 0;
    this.#isCut = false;
    this.#isElsewhere = false;
    this.#parts.bar.value = 0;
    this.#parts.part.hidden = false;
    this.#showPauseButton('pause');
    this.#parts.pauseButton.focus();
  }

  end(): void {
    this.#parts.part.hidden = true;
    this.#parts.announcement.textContent = '';
  }

  preparing(): void {
    this.#say('preparing');
  }

  sending(sent: number): void {
    if (this.#isCut) this.#say('again');
    this.#isCut = false;
    this.#isElsewhere = false;
    this.#note(sent);
    this.#parts.bar.value = this.#percent();
    this.#parts.label.textContent = this.#text('sending');
    this.#parts.detail.textContent = this.#describe();
    // A reader of the screen hears of every quarter, not of every part.
    if (this.#percent() < this.#announced + 25) return;
    this.#announced = this.#percent() - (this.#percent() % 25);
    this.#parts.announcement.textContent = this.#text('sending');
  }

  arrived(): void {
    this.#say('arrived');
  }

  cut(arrived: number): void {
    this.#stand(arrived);
    if (!this.#isCut) this.#say('cut');
    this.#isCut = true;
  }

  paused(arrived: number): void {
    this.#stand(arrived);
    this.#showPauseButton('go-on');
    this.#say('paused');
  }

  elsewhere(arrived: number): void {
    this.#stand(arrived);
    if (this.#isElsewhere) this.#parts.label.textContent = this.#text('elsewhere');
    else this.#say('elsewhere');
    this.#isElsewhere = true;
  }

  goesOn(): void {
    this.#showPauseButton('pause');
    this.#say('again');
  }

  #stand(arrived: number): void {
    this.#sent = arrived;
    this.#samples = [];
    this.#parts.bar.value = this.#percent();
  }

  #showPauseButton(name: 'pause' | 'go-on'): void {
    this.#parts.pauseButton.textContent = this.#text(name);
  }

  /** Shown, and told to readers of the screen. */
  #say(name: string): void {
    const text = this.#text(name);
    this.#parts.label.textContent = text;
    this.#parts.announcement.textContent = text;
    this.#parts.detail.textContent = '';
  }

  #note(bytes: number): void {
    this.#sent = bytes;
    const at = performance.now();
    this.#samples = [...this.#samples.filter((sample) => at - sample.at <= 10_000), { bytes, at }];
  }

  #describe(): string {
    const share = this.#text('share');
    const speed = speedOf(this.#samples);
    if (speed === undefined || speed === 0) return share;
    return [share, this.#text('speed', this.#bytes(speed)), this.#timeLeft(speed)].join(
      this.#text('between'),
    );
  }

  #timeLeft(speed: number): string {
    const minutes = Math.round((this.#size - this.#sent) / speed / 60);
    return minutes === 0 ? this.#text('left-less') : this.#text('left-minutes', String(minutes));
  }

  #percent(): number {
    return this.#size === 0 ? 0 : Math.floor((this.#sent / this.#size) * 100);
  }

  #bytes(count: number): string {
    return count < 1_000_000 ? `${Math.round(count / 1_000)} KB` : `${(count / 1_000_000).toFixed(1)} MB`;
  }

  #text(name: string, value = ''): string {
    return (this.#parts.part.getAttribute(`data-text-${name}`) ?? '')
      .replace('PERCENT', String(this.#percent()))
      .replace('SENT', this.#bytes(this.#sent))
      .replace('WHOLE', this.#bytes(this.#size))
      .replace('VALUE', value);
  }
}
