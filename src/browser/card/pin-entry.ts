import { find } from './find.js';
import type { Texts } from './texts.js';

/** Where the PIN is typed: in this page, or in the window of the card agent or of Web eID. */
export type PinPlace = 'here' | 'agent' | 'web-eid';

/** The login page's part about the PIN: its field, the agreement to the last try, and what went wrong with the card. */
export class PinEntry {
  readonly #form: HTMLElement;
  readonly #texts: Texts;
  readonly #input: HTMLInputElement;
  readonly #lastTry: HTMLElement;
  readonly #agreement: HTMLInputElement;
  readonly #error: HTMLElement;

  constructor(form: HTMLElement, texts: Texts) {
    this.#form = form;
    this.#texts = texts;
    this.#input = find(form, '#pin');
    this.#lastTry = find(form, '[data-card-last-try]');
    this.#agreement = find(this.#lastTry, 'input');
    this.#error = find(form, '[data-card-error]');
  }

  get value(): string {
    return this.#input.value;
  }

  get field(): HTMLElement {
    return this.#input;
  }

  /** Whether the person agreed to use the last try. */
  get agreesToLastTry(): boolean {
    return this.#agreement.checked;
  }

  /** Shows the agreement to the last try; gives its control. The PIN stays while the person decides. */
  askForLastTry(): HTMLElement {
    this.#lastTry.hidden = false;
    return this.#agreement;
  }

  /** Has a field here only when the PIN is typed here; says else where it is typed. */
  showAt(place: PinPlace): void {
    const isElsewhere = place !== 'here';
    const elsewhere = find(this.#form, '[data-pin-elsewhere]');
    elsewhere.textContent = isElsewhere ? (this.#texts[`pin-in-${place}`] ?? '') : '';
    elsewhere.hidden = !isElsewhere;
    for (const part of this.#form.querySelectorAll<HTMLElement>('[data-pin-here]')) part.hidden = isElsewhere;
    if (isElsewhere) this.wipe();
  }

  /** Says what went wrong. */
  refuse(sentence: string): void {
    this.#error.textContent = sentence;
    this.#error.hidden = false;
    this.#mark(true);
  }

  /** Takes away what was said of an earlier attempt. */
  clearError(): void {
    this.#error.hidden = true;
    this.#error.textContent = '';
    this.#mark(false);
  }

  wipe(): void {
    this.#input.value = '';
    this.#agreement.checked = false;
    this.#lastTry.hidden = true;
  }

  #mark(isRefused: boolean): void {
    this.#input.setAttribute('aria-invalid', String(isRefused));
    this.#input.classList.toggle('govuk-input--error', isRefused);
    this.#input.closest('.govuk-form-group')?.classList.toggle('govuk-form-group--error', isRefused);
  }
}
