import { readStoredSecret } from '../secrets/stored-secret.js';
import { fillIn, type Language, texts } from '../texts.js';
import type { Terminal } from './terminal.js';

/** A secret that is never an argument: from a file descriptor or the system's store of secrets, or else from a prompt. */
export interface SecretPlan {
  readonly descriptor: number | undefined;
  /** Its name in the system's store. */
  readonly secret: string | undefined;
  readonly question: string;
  readonly what: 'password' | 'pin';
}

/**
 * Reads a password or a PIN.
 *
 * @throws TypeError when there is no terminal to ask on and nothing else was named, or two things were
 * @throws AgentProblem ERR_AGENT_SECRET_… when the store does not give it
 */
export async function readSecret(plan: SecretPlan, terminal: Terminal, language: Language): Promise<string> {
  const { descriptor, secret, question, what } = plan;
  if (descriptor !== undefined && secret !== undefined)
    throw new TypeError(`Write --${what}-fd or --${what}-secret, not both.`);
  if (descriptor !== undefined) return terminal.readLine(descriptor);
  if (secret !== undefined) return readStoredSecret(secret, terminal);
  const answer = await terminal.ask(question, 'hidden');
  if (answer !== undefined) return answer;
  const { cli } = texts[language];
  throw new TypeError(fillIn(cli.noTerminal, { what: cli[what], option: `--${what}-fd` }));
}
