import { parseArgs } from 'node:util';
import { type Language, languages } from '../texts.js';

/** The options of all commands, checked as far as they can be by themselves. */
export interface CommandOptions {
  readonly language: Language;
  readonly origins: readonly string[];
  readonly port: number | undefined;
  readonly modulePaths: readonly string[];
  readonly softhsmConfig: string | undefined;
  readonly consent: 'page' | 'terminal';
  readonly pairingFile: string | undefined;
  readonly gateway: string | undefined;
  readonly user: string | undefined;
  readonly readerId: string | undefined;
  readonly tokenLabel: string | undefined;
  readonly pinFd: number | undefined;
  readonly passwordFd: number | undefined;
  readonly agreeLastTry: boolean;
  readonly json: boolean;
}

const optionTypes = {
  language: { type: 'string' },
  origin: { type: 'string', multiple: true },
  port: { type: 'string' },
  module: { type: 'string', multiple: true },
  'softhsm-conf': { type: 'string' },
  consent: { type: 'string' },
  'pairing-file': { type: 'string' },
  gateway: { type: 'string' },
  user: { type: 'string' },
  reader: { type: 'string' },
  'token-label': { type: 'string' },
  'pin-fd': { type: 'string' },
  'password-fd': { type: 'string' },
  'agree-last-try': { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

/**
 * Parses a command's arguments.
 *
 * @throws TypeError saying which option to write how
 */
export function parseOptions(args: readonly string[], systemLanguage: Language): CommandOptions {
  const { values } = parseArgs({
    args: [...args],
    options: optionTypes,
    strict: true,
    allowPositionals: false,
  });
  return {
    language: oneOf('--language', languages, values.language) ?? systemLanguage,
    origins: values.origin ?? [],
    port: wholeNumber('--port', 65_535, values.port),
    modulePaths: values.module ?? [],
    softhsmConfig: values['softhsm-conf'],
    consent: oneOf('--consent', ['page', 'terminal'] as const, values.consent) ?? 'page',
    pairingFile: values['pairing-file'],
    gateway: values.gateway,
    user: values.user,
    readerId: values.reader,
    tokenLabel: values['token-label'],
    pinFd: wholeNumber('--pin-fd', 1023, values['pin-fd']),
    passwordFd: wholeNumber('--password-fd', 1023, values['password-fd']),
    agreeLastTry: values['agree-last-try'] ?? false,
    json: values.json ?? false,
  };
}

/** An option a command cannot do without. Throws a TypeError when it is missing. */
export function required(option: string, value: string | undefined): string {
  if (value === undefined || value === '') throw new TypeError(`${option} is missing.`);
  return value;
}

function oneOf<T extends string>(
  option: string,
  allowed: readonly T[],
  value: string | undefined,
): T | undefined {
  const found = allowed.find((each) => each === value);
  if (value !== undefined && found === undefined)
    throw new TypeError(`Write ${option} ${allowed.join(' or ')}.`);
  return found;
}

function wholeNumber(option: string, largest: number, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (!/^\d+$/.test(value) || number > largest)
    throw new TypeError(`Write a whole number from 0 to ${largest} after ${option}.`);
  return number;
}
