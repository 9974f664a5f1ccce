import type { AskConsent, ConsentQuestion } from '../authentication/consent.js';
import { describeQuestion } from '../consent/describe-question.js';
import { texts } from '../texts.js';
import type { Terminal } from './terminal.js';

/**
 * Consent asked on the agent's own terminal, where no page can draw: names the gateway, the holder and the reader, and
 * of a document its name and digest.
 */
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

function describe(question: ConsentQuestion): string {
  const { title, facts } = describeQuestion(question);
  const lines = [title, ...facts.map(({ label, value }) => `  ${label}: ${value}`)];
  return (question.lastTry ? [...lines, texts[question.language].consent.lastTry] : lines).join('\n');
}
