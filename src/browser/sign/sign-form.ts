import { AgentFailure, CardAgent } from '../card/card-agent.js';
import { CardStatus } from '../card/card-status.js';
import { describeFault } from '../card/describe-fault.js';
import { pageLanguage, type Texts, textsOf } from '../card/texts.js';

/** The form that signs a submission's file: has the card agent sign the file's digest, then sends the signature. */
export class SignForm {
  readonly #form: HTMLFormElement;
  readonly #texts: Texts;
  readonly #agent: CardAgent;
  readonly #status: CardStatus;
  readonly #pin: HTMLInputElement;
  readonly #error: HTMLElement;
  readonly #lastTry: HTMLElement;
  #working = false;

  constructor(form: HTMLFormElement) {
    this.#form = form;
    this.#texts = textsOf(form);
    this.#agent = new CardAgent(form.dataset.cardAgent ?? '', pageLanguage());
    const box = find(form, '[data-module="card-status"]');
    this.#status = new CardStatus(box, this.#agent, this.#texts, () => this.#showWhoAsksForPin());
    this.#pin = find(form, '#sign-pin');
    this.#error = find(form, '[data-sign-error]');
    this.#lastTry = find(form, '[data-card-last-try]');
  }

  begin(): void {
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (!this.#working) void this.#sign();
    });
    window.addEventListener('pagehide', () => this.#wipe());
    window.addEventListener('pageshow', (event) => {
      if (event.persisted) this.#rest();
    });
    this.#beginStatusWhenOpen();
  }

  /** Most who look at a submission do not want to sign it; their card agent is left alone. */
  #beginStatusWhenOpen(): void {
    const details = this.#form.closest('details');
    if (details === null || details.open) return void this.#status.begin();
    details.addEventListener('toggle', () => void this.#status.begin(), { once: true });
  }

  async #sign(): Promise<void> {
    this.#work();
    try {
      const { features } = await this.#agent.check();
      if (!features.includes('sign-document')) return this.#refuse(this.#texts['no-feature']);
      if (this.#isPinMissing(features)) return this.#refuse(this.#texts['pin-missing']);
      find<HTMLInputElement>(this.#form, 'input[name="signature"]').value = await this.#askCard();
      this.#wipe();
      this.#status.tell('working', this.#texts.sending ?? '');
      this.#form.submit();
    } catch (error) {
      if (!(error instanceof AgentFailure)) throw error;
      this.#explain(error);
    }
  }

  #isPinMissing(features: readonly string[]): boolean {
    return (
      this.#pin.value === '' && !features.includes('pin-in-agent') && this.#status.reader?.pinPad !== true
    );
  }

  #askCard(): Promise<string> {
    this.#status.tell('working', this.#texts.signing ?? '');
    const { name = '', sha256 = '' } = this.#form.dataset;
    const reader = this.#status.reader;
    const pin = this.#pin.value;
    return this.#agent.signDocument({
      name,
      digest: { algorithm: 'SHA-256', value: sha256 },
      ...(pin === '' ? {} : { pin }),
      ...(reader === undefined ? {} : { readerId: reader.id }),
      consentLastTry: find<HTMLInputElement>(this.#lastTry, 'input').checked,
    });
  }

  #explain(error: AgentFailure): void {
    const sentence = describeFault(error.fault, this.#texts);
    if (error.fault.kind === 'answered' && error.fault.code === 'ERR_AGENT_PIN_LAST_TRY') {
      // The card has not seen this PIN yet; it stays while the person decides.
      this.#lastTry.hidden = false;
      this.#refuse(sentence, find(this.#lastTry, 'input'));
      return;
    }
    this.#wipe();
    this.#status.tellFault(error.fault);
    this.#refuse(sentence);
  }

  #refuse(sentence: string | undefined, focus: HTMLElement = this.#cardControl): void {
    this.#error.textContent = sentence ?? '';
    this.#error.hidden = false;
    this.#markPin(true);
    this.#rest();
    focus.focus();
  }

  /** Where the focus goes when the card gave nothing. */
  get #cardControl(): HTMLElement {
    return this.#status.asksForPin ? find(this.#form, '#sign-submit') : this.#pin;
  }

  /** The PIN has a field here only when it is typed here. */
  #showWhoAsksForPin(): void {
    const isElsewhere = this.#status.asksForPin;
    find(this.#form, '[data-pin-elsewhere]').hidden = !isElsewhere;
    for (const part of this.#form.querySelectorAll<HTMLElement>('[data-pin-here]')) part.hidden = isElsewhere;
    // The summary of errors leads to a control that can be reached.
    const link = document.querySelector<HTMLAnchorElement>('.govuk-error-summary a[href="#sign-pin"]');
    if (link !== null && isElsewhere) link.hash = 'sign-submit';
  }

  #work(): void {
    this.#working = true;
    this.#error.hidden = true;
    this.#error.textContent = '';
    this.#markPin(false);
    // What the server said of the last attempt is no longer news.
    this.#form.querySelector('[data-sign-refused]')?.remove();
    this.#status.pause();
    find(this.#form, '#sign-submit').setAttribute('aria-disabled', 'true');
  }

  #rest(): void {
    this.#working = false;
    find(this.#form, '#sign-submit').removeAttribute('aria-disabled');
    this.#status.resume();
  }

  #markPin(isRefused: boolean): void {
    this.#pin.setAttribute('aria-invalid', String(isRefused));
    this.#pin.classList.toggle('govuk-input--error', isRefused);
    this.#pin.closest('.govuk-form-group')?.classList.toggle('govuk-form-group--error', isRefused);
  }

  #wipe(): void {
    this.#pin.value = '';
    find<HTMLInputElement>(this.#lastTry, 'input').checked = false;
    this.#lastTry.hidden = true;
  }
}

function find<E extends HTMLElement>(within: HTMLElement, selector: string): E {
  const element = within.querySelector<E>(selector);
  if (element === null) throw new TypeError(`The form that signs has no ${selector}.`);
  return element;
}
