import { AgentFailure, CardAgent } from './card-agent.js';
import { CardStatus } from './card-status.js';
import { describeFault } from './describe-fault.js';
import { fetchNonce, PageExpired } from './fetch-nonce.js';
import { find } from './find.js';
import { PinEntry, type PinPlace } from './pin-entry.js';
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
  readonly #pin: PinEntry;
  readonly #token: HTMLInputElement;
  readonly #pairHere: HTMLElement;
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
    this.#status = new CardStatus(box, this.#agent, this.#texts, () => this.#showPin());
    this.#choice = new ProgramChoice(find(form, '[data-card-program]'));
    this.#pin = new PinEntry(form, this.#texts);
    this.#token = find(form, 'input[name="token"]');
    this.#pairHere = find(form, '[data-card-error-pair]');
  }

  begin(): void {
    this.#form.addEventListener('submit', (event) => {
      // What else is missing the server tells, all at once; the card is not troubled for it.
      if (this.#isIncomplete()) return;
      event.preventDefault();
      if (!this.#working) void this.#logIn();
    });
    window.addEventListener('pagehide', () => this.#pin.wipe());
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
    this.#showPin();
    this.#hideError();
    if (program === 'agent') return void this.#status.begin();
    this.#status.giveWay();
    const state = this.#webEid === 'ready' ? 'ready' : 'fault';
    this.#status.tell(state, this.#texts[`web-eid-${this.#webEid}`] ?? '');
  }

  #showPin(): void {
    const place = this.#pinPlace;
    this.#pin.showAt(place);
    // The summary of errors leads to a field that can be reached.
    const link = document.querySelector<HTMLAnchorElement>('.govuk-error-summary a[href="#pin"]');
    if (link !== null && place !== 'here') link.hash = this.#cardControl.id;
  }

  get #pinPlace(): PinPlace {
    if (this.#choice.chosen === 'web-eid') return 'web-eid';
    return this.#status.asksForPin ? 'agent' : 'here';
  }

  /** Where the focus goes when the card gave nothing. */
  get #cardControl(): HTMLElement {
    if (this.#pinPlace === 'web-eid') return this.#choice.control;
    return this.#pinPlace === 'agent' ? find(this.#form, '#login-submit') : this.#pin.field;
  }

  #isIncomplete(): boolean {
    const needed = ['userName', 'password', 'captcha'];
    return needed.some((name) => find<HTMLInputElement>(this.#form, `[name="${name}"]`).value === '');
  }

  async #logIn(): Promise<void> {
    this.#work();
    try {
      if (this.#isPinMissing()) return this.#refuse(this.#texts['pin-missing'], this.#pin.field);
      const nonce = await fetchNonce(find<HTMLInputElement>(this.#form, '[name="_csrf"]').value);
      this.#token.value = await this.#askCard(nonce);
      this.#pin.wipe();
      this.#status.tell('working', this.#texts.sending ?? '');
      this.#form.submit();
    } catch (error) {
      this.#explain(error);
    }
  }

  #isPinMissing(): boolean {
    return this.#pinPlace === 'here' && this.#pin.value === '' && this.#status.reader?.pinPad !== true;
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
        consentLastTry: this.#pin.agreesToLastTry,
      });
    } finally {
      clearTimeout(slow);
    }
  }

  #explain(error: unknown): void {
    if (isLastTry(error)) {
      this.#refuse(this.#sentenceOf(error), this.#pin.askForLastTry());
      return;
    }
    if (error instanceof AgentFailure) {
      this.#pin.wipe();
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
    this.#pin.refuse(sentence ?? '');
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
    this.#pin.clearError();
    this.#pairHere.hidden = true;
  }

  #rest(): void {
    this.#working = false;
    for (const button of this.#form.querySelectorAll('button.govuk-button'))
      button.removeAttribute('aria-disabled');
    this.#status.resume();
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
