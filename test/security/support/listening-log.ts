import { pino } from 'pino';

/** A log as an installation writes it, kept for the test to read. */
export function createListeningLog() {
  const lines: string[] = [];
  const log = pino({ level: 'debug', base: null }, { write: (line: string) => void lines.push(line) });
  return { log, text: () => lines.join('') };
}
