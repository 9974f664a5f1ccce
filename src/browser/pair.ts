// The pairing page: keeps the secret that the card agent put behind the link's #, and takes it out of the address.

import { AgentFailure, CardAgent } from './card/card-agent.js';
import { describeFault } from './card/describe-fault.js';
import { forgetPairing, keepPairing, readPairing } from './card/pairing.js';
import { pageLanguage, textsOf } from './card/texts.js';

const page = document.querySelector<HTMLElement>('[data-module="pair"]');
if (page !== null) begin(page);

function begin(page: HTMLElement): void {
  const texts = textsOf(page);
  const { cardAgent = '', oldestCardAgent } = page.dataset;
  const agent = new CardAgent(cardAgent, pageLanguage(), oldestCardAgent);
  const line = page.querySelector<HTMLElement>('[data-pair-line]');
  const input = page.querySelector<HTMLInputElement>('#pairing-secret');
  const forget = page.querySelector<HTMLElement>('[data-pair-forget]');

  const say = (state: string, text: string | undefined) => {
    if (line === null) return;
    line.dataset.state = state;
    line.textContent = text ?? '';
    if (forget !== null) forget.hidden = readPairing() === undefined;
  };

  const check = async () => {
    say('working', texts.checking);
    try {
      await agent.check();
      say('ready', texts.paired);
    } catch (error) {
      if (!(error instanceof AgentFailure)) throw error;
      say('fault', error.fault.kind === 'not-paired' ? texts.stale : describeFault(error.fault, texts));
    }
  };

  const keep = (text: string) => {
    if (keepPairing(text)) return void check();
    say('fault', texts.unreadable);
    input?.focus();
  };

  page.querySelector('form')?.addEventListener('submit', (event) => {
    event.preventDefault();
    keep(input?.value ?? '');
    if (input !== null) input.value = '';
  });
  forget?.addEventListener('click', () => {
    forgetPairing();
    say('none', texts.forgotten);
  });

  /** The secret does not stay in the address bar, nor in the history. */
  const takeSecret = (): string => {
    const secret = location.hash.slice(1);
    if (secret !== '') history.replaceState(null, '', location.pathname + location.search);
    return secret;
  };

  // A link that is opened where this page is open already loads nothing anew.
  window.addEventListener('hashchange', () => {
    const secret = takeSecret();
    if (secret !== '') keep(secret);
  });
  const secret = takeSecret();
  if (secret !== '') keep(secret);
  else if (readPairing() !== undefined) void check();
  else say('none', texts.none);
}
