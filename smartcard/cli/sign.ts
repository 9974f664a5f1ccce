import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import type { AskConsent } from '../authentication/consent.js';
import { digestFile } from '../documents/digest-file.js';
import { checkFree, keepFile, keepOld, replaceOld } from '../documents/keep-file.js';
import { signWithCard } from '../sign-with-card.js';
import { fillIn, texts } from '../texts.js';
import { cardOptions } from './card-options.js';
import type { Command } from './command.js';
import { exitCode } from './exit-codes.js';
import type { CommandOptions } from './options.js';
import { readSecret } from './read-secret.js';
import type { Terminal } from './terminal.js';
import { consentOnTerminal } from './terminal-consent.js';

/** `jianbao-card sign FILE`: signs a file with the card, and writes the signature beside it (CMS, detached). */
export const signFile: Command = async (options, terminal) => {
  const [file = ''] = options.operands;
  const out = options.out ?? `${file}.p7s`;
  if (!options.force) await checkFree(out);
  const digest = await digestFile(file);
  const { signature, certificate } = await signWithCard({
    ...cardOptions(options),
    name: basename(file),
    digest,
    askConsent: askBeforeSigning(options, terminal),
    clock: terminal.clock,
  });
  await keepFile(out, Buffer.from(signature, 'base64'), options.force ? replaceOld : keepOld, randomBytes);
  const { algorithm, value } = digest;
  const digestHex = Buffer.from(value).toString('hex');
  const result = { file, signature: out, certificate, digest: { algorithm, value: digestHex } };
  if (options.json) terminal.writeLine(JSON.stringify(result));
  else terminal.writeLine(fillIn(texts[options.language].cli.signed, { file, signature: out }));
  return exitCode.done;
};

/** The person agrees on the terminal, or the program that runs the command with --agree; then comes the PIN. */
function askBeforeSigning(options: CommandOptions, terminal: Terminal): AskConsent {
  const agree: AskConsent = options.agree ? async () => ({ kind: 'granted' }) : consentOnTerminal(terminal);
  return async (question, signal) => {
    if (question.lastTry && !options.agreeLastTry) return { kind: 'last-try-not-agreed' };
    // The PIN comes after this, from where the options say.
    const answer = await agree({ ...question, pinGiven: true }, signal);
    if (answer.kind !== 'granted' || question.pinPad) return answer;
    const { pinFd: descriptor, pinSecret: secret, language } = options;
    const plan = { descriptor, secret, question: texts[language].cli.askPin, what: 'pin' } as const;
    const pin = await readSecret(plan, terminal, language);
    return { kind: 'granted', pin: new Uint8Array(Buffer.from(pin, 'utf8')) };
  };
}
