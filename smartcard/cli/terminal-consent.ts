import type { AskConsent, ConsentQuestion } from '../authentication/consent.js';
import { fillIn, texts } from '../texts.js';
import type { Terminal } from './terminal.js';

/** Consent asked on the agent's own terminal, where no page can draw: names the gateway, the holder and the reader. */
export function consentOnTerminal(terminal: Terminal): AskConsent {
  return async (question) => {
    const { consent } = texts[question.language];
    terminal.writeError(`${describe(question)}\n`);
    const answer = await terminal.ask(consent.answer, 'shown');
    if (answer?.trim().toLowerCase() !== 'y') return { kind: 'refused' };
    if (question.pinGiven || question.pinPad) return { kind: 'granted' };
    const pin = await terminal.ask(consent.pin, 'hidden');
    return pin === undefined
      ? { kind: 'refused' }
      : { kind: 'granted', pin: new Uint8Array(Buffer.from(pin, 'utf8')) };
  };
}

function describe({ origin, holder, readerName, lastTry, language }: ConsentQuestion): string {
  const { consent } = texts[language];
  const values = { origin, holder: printable(holder), readerName: printable(readerName) };
  const question = fillIn(consent.question, values);
  return lastTry ? `${question}\n${consent.lastTry}` : question;
}

/** A name from a card must not move the cursor, change direction or look like another line. */
function printable(text: string): string {
  return text.replace(/\p{C}/gu, '�');
}
