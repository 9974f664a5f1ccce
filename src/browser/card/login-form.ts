import { AgentFailure, CardAgent } from './card-agent.js';
import { CardStatus } from './card-status.js';
import { describeFault } from './describe-fault.js';
import { fetchNonce, PageExpired } from './fetch-nonce.js';
import { pageLanguage, type Texts, textsOf } from './texts.js';

/** The login's form: asks the gateway for a nonce and the card for a token, then sends itself. */
export class LoginForm {
  readonly #form: HTMLFormElement;
  readonly #texts: Texts;
  readonly #agent: CardAgent;
  readonly #status: CardStatus;
  readonly #pin: HTMLInputElement;
  readonly #token: HTMLInputElement;
  readonly #error: HTMLElement;
  readonly #pairHere: HTMLElement;
  readonly #lastTry: HTMLElement;
  #working = false;

  constructor(form: HTMLFormElement) {
    this.#form = form;
    this.#texts = textsOf(form);
    this.#agent = new CardAgent(form.dataset.cardAgent ?? '', pageLanguage());
    this.#status = new CardStatus(find(form, '[data-module="card-status"]'), this.#agent, this.#texts);
    this.#pin = find(form, '#pin');
    this.#token = find(form, 'input[name="token"]');
    this.#error = find(form, '[data-card-error]');
    this.#pairHere = find(form, '[data-card-error-pair]');
    this.#lastTry = find(form, '[data-card-last-try]');
  }

  begin(): void {
    this.#form.addEventListener('submit', (event) => {
      // What else is missing the server tells, all at once; the card is not troubled for it.
      if (this.#isIncomplete()) return;
      event.preventDefault();
      if (!this.#working) void this.#logIn();
    });
    window.addEventListener('pagehide', () => this.#wipe());
    window.addEventListener('pageshow', (event) => {
      if (event.persisted) this.#rest();
    });
    void this.#status.begin();
  }

  #isIncomplete(): boolean {
    const needed = ['userName', 'password', 'captcha'];
    return needed.some((name) => find<HTMLInputElement>(this.#form, `[name="${name}"]`).value === '');
  }

  async #logIn(): Promise<void> {
    this.#work();
    try {
      if (this.#pin.value === '' && this.#status.reader?.pinPad !== true)
        return this.#refuse(this.#texts['pin-missing'], this.#pin);
      const nonce = await fetchNonce(find<HTMLInputElement>(this.#form, '[name="_csrf"]').value);
      this.#token.value = await this.#askCard(nonce);
      this.#wipe();
      this.#status.tell('working', this.#texts.sending ?? '');
      this.#form.submit();
    } catch (error) {
      this.#explain(error);
    }
  }

  async #askCard(challengeNonce: string): Promise<string> {
    this.#status.tell('working', this.#texts.reading ?? '');
    const slow = setTimeout(() => this.#status.tell('working', this.#texts.slow ?? ''), 6_000);
    const reader = this.#status.reader;
    const pin = this.#pin.value;
    try {
      return await this.#agent.authenticate({
        challengeNonce,
        ...(pin === '' ? {} : { pin }),
        ...(reader === undefined ? {} : { readerId: reader.id }),
        consentLastTry: find<HTMLInputElement>(this.#lastTry, 'input').checked,
      });
    } finally {
      clearTimeout(slow);
    }
  }

  #explain(error: unknown): void {
    if (isLastTry(error)) {
      // The card has not seen this PIN yet; it stays while the person decides.
      this.#lastTry.hidden = false;
      this.#refuse(this.#sentenceOf(error), find(this.#lastTry, 'input'));
      return;
    }
    if (error instanceof AgentFailure) {
      this.#wipe();
      this.#status.tellFault(error.fault);
    }
    this.#refuse(this.#sentenceOf(error), this.#pin);
    this.#pairHere.hidden = !isNotPaired(error);
  }

  #sentenceOf(error: unknown): string | undefined {
    if (error instanceof AgentFailure) return describeFault(error.fault, this.#texts);
    return this.#texts[error instanceof PageExpired ? 'page-expired' : 'no-nonce'];
  }

  #refuse(sentence: string | undefined, focus: HTMLElement): void {
    this.#error.textContent = sentence ?? '';
    this.#error.hidden = false;
    this.#markPin(true);
    this.#rest();
    focus.focus();
  }

  #work(): void {
    this.#working = true;
    this.#error.hidden = true;
    this.#error.textContent = '';
    this.#pairHere.hidden = true;
    this.#markPin(false);
    // What the server said of the last attempt is no longer news.
    this.#form.querySelector('#pin-error')?.remove();
    this.#status.pause();
    for (const button of this.#form.querySelectorAll('button.govuk-button'))
      button.setAttribute('aria-disabled', 'true');
  }

  #markPin(isRefused: boolean): void {
    this.#pin.setAttribute('aria-invalid', String(isRefused));
    this.#pin.classList.toggle('govuk-input--error', isRefused);
    this.#pin.closest('.govuk-form-group')?.classList.toggle('govuk-form-group--error', isRefused);
  }

  #rest(): void {
    this.#working = false;
    for (const button of this.#form.querySelectorAll('button.govuk-button'))
      button.removeAttribute('aria-disabled');
    this.#status.resume();
  }

  #wipe(): void {
    this.#pin.value = '';
    find<HTMLInputElement>(this.#lastTry, 'input').checked = false;
    this.#lastTry.hidden = true;
  }
}

function isLastTry(error: unknown): boolean {
  return (
    error instanceof AgentFailure &&
    error.fault.kind === 'answered' &&
    error.fault.code === 'ERR_AGENT_PIN_LAST_TRY'
  );
}

function isNotPaired(error: unknown): boolean {
  return error instanceof AgentFailure && error.fault.kind === 'not-paired';
}

function find<E extends HTMLElement>(within: HTMLElement, selector: string): E {
  const element = within.querySelector<E>(selector);
  if (element === null) throw new TypeError(`The login form has no ${selector}.`);
  return element;
}
