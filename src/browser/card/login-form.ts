import { AgentFailure, CardAgent } from './card-agent.js';
import { CardStatus } from './card-status.js';
import { describeFault } from './describe-fault.js';
import { fetchNonce, PageExpired } from './fetch-nonce.js';
import { type CardProgram, ProgramChoice, rememberedProgram } from './program-choice.js';
import { pageLanguage, type Texts, textsOf } from './texts.js';
import { authenticateWithWebEid, findWebEid, WebEidFailure, type WebEidFault } from './web-eid.js';

/**
 * The login's form: asks the gateway for a nonce and the card for a token, then sends itself. The card is read by the card
 * agent, or by Web eID where its extension answers and the person chose it.
 */
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
  readonly #choice: ProgramChoice;
  /** What Web eID said of itself when the page was opened. */
  #webEid: 'ready' | WebEidFault = 'absent';
  #working = false;

  constructor(form: HTMLFormElement) {
    this.#form = form;
    this.#texts = textsOf(form);
    const { cardAgent = '', oldestCardAgent } = form.dataset;
    this.#agent = new CardAgent(cardAgent, pageLanguage(), oldestCardAgent);
    const box = find(form, '[data-module="card-status"]');
    this.#status = new CardStatus(box, this.#agent, this.#texts, () => this.#showWhoAsksForPin());
    this.#choice = new ProgramChoice(find(form, '[data-card-program]'));
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
    void this.#beginCard();
  }

  /** Who uses the card agent does not wait until it is known whether there is a Web eID. */
  async #beginCard(): Promise<void> {
    const program = rememberedProgram();
    if (program === 'agent') void this.#status.begin();
    this.#webEid = await findWebEid();
    if (this.#webEid !== 'absent') this.#choice.offer((chosen) => this.#use(chosen));
    if (program === 'web-eid') this.#use(this.#choice.chosen);
  }

  #use(program: CardProgram): void {
    this.#showWhoAsksForPin();
    this.#hideError();
    if (program === 'agent') return void this.#status.begin();
    this.#status.giveWay();
    const state = this.#webEid === 'ready' ? 'ready' : 'fault';
    this.#status.tell(state, this.#texts[`web-eid-${this.#webEid}`] ?? '');
  }

  /** The PIN has a field here only when it is typed here. */
  #showWhoAsksForPin(): void {
    const isWebEid = this.#choice.chosen === 'web-eid';
    const isElsewhere = isWebEid || this.#status.asksForPin;
    const elsewhere = find(this.#form, '[data-pin-elsewhere]');
    elsewhere.textContent = this.#texts[isWebEid ? 'pin-in-web-eid' : 'pin-in-agent'] ?? '';
    elsewhere.hidden = !isElsewhere;
    for (const part of this.#form.querySelectorAll<HTMLElement>('[data-pin-here]')) part.hidden = isElsewhere;
    if (isElsewhere) this.#wipe();
    // The summary of errors leads to a field that can be reached.
    const link = document.querySelector<HTMLAnchorElement>('.govuk-error-summary a[href="#pin"]');
    if (link !== null && isElsewhere) link.hash = isWebEid ? 'card-program-web-eid' : 'login-submit';
  }

  /** Where the focus goes when the card gave nothing. */
  get #cardControl(): HTMLElement {
    if (this.#choice.chosen === 'web-eid') return this.#choice.control;
    return this.#status.asksForPin ? find(this.#form, '#login-submit') : this.#pin;
  }

  #isIncomplete(): boolean {
    const needed = ['userName', 'password', 'captcha'];
    return needed.some((name) => find<HTMLInputElement>(this.#form, `[name="${name}"]`).value === '');
  }

  async #logIn(): Promise<void> {
    this.#work();
    try {
      if (this.#isPinMissing()) return this.#refuse(this.#texts['pin-missing'], this.#pin);
      const nonce = await fetchNonce(find<HTMLInputElement>(this.#form, '[name="_csrf"]').value);
      this.#token.value = await this.#askCard(nonce);
      this.#wipe();
      this.#status.tell('working', this.#texts.sending ?? '');
      this.#form.submit();
    } catch (error) {
      this.#explain(error);
    }
  }

  #isPinMissing(): boolean {
    if (this.#choice.chosen === 'web-eid' || this.#status.asksForPin) return false;
    return this.#pin.value === '' && this.#status.reader?.pinPad !== true;
  }

  #askCard(challengeNonce: string): Promise<string> {
    if (this.#choice.chosen === 'agent') return this.#askAgent(challengeNonce);
    this.#status.tell('working', this.#texts['web-eid-reading'] ?? '');
    return authenticateWithWebEid(challengeNonce, pageLanguage());
  }

  async #askAgent(challengeNonce: string): Promise<string> {
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
    const sentence = this.#sentenceOf(error);
    if (this.#choice.chosen === 'web-eid') this.#status.tell('fault', sentence ?? '');
    this.#refuse(sentence, this.#cardControl);
    this.#pairHere.hidden = !isNotPaired(error);
  }

  #sentenceOf(error: unknown): string | undefined {
    if (error instanceof AgentFailure) return describeFault(error.fault, this.#texts);
    if (error instanceof WebEidFailure) return this.#texts[`web-eid-${error.fault}`];
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
    this.#hideError();
    // What the server said of the last attempt is no longer news.
    this.#form.querySelector('#pin-error')?.remove();
    this.#status.pause();
    for (const button of this.#form.querySelectorAll('button.govuk-button'))
      button.setAttribute('aria-disabled', 'true');
  }

  #hideError(): void {
    this.#error.hidden = true;
    this.#error.textContent = '';
    this.#pairHere.hidden = true;
    this.#markPin(false);
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
