import { fillIn, type Language, texts } from '../texts.js';
import type { Terminal } from './terminal.js';

/** A secret that is never an argument: from a file descriptor, or else from a prompt. */
export interface SecretPlan {
  readonly descriptor: number | undefined;
  /** The option that names the descriptor. */
  readonly option: string;
  readonly question: string;
  readonly what: 'password' | 'pin';
}

/**
 * Reads a password or a PIN.
 *
 * @throws TypeError when there is no terminal to ask on and no file descriptor was given
 */
export async function readSecret(plan: SecretPlan, terminal: Terminal, language: Language): Promise<string> {
  if (plan.descriptor !== undefined) return terminal.readLine(plan.descriptor);
  const answer = await terminal.ask(plan.question, 'hidden');
  if (answer !== undefined) return answer;
  const { cli } = texts[language];
  throw new TypeError(fillIn(cli.noTerminal, { what: cli[plan.what], option: plan.option }));
}
