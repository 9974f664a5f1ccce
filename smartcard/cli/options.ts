import { parseArgs } from 'node:util';
import type { PinEntry } from '../server/exchange.js';
import { type Language, languages } from '../texts.js';

/** The options of all commands, checked as far as they can be by themselves. */
export interface CommandOptions {
  /** What stands beside the options, in order; as many as the command takes. */
  readonly operands: readonly string[];
  readonly language: Language;
  readonly origins: readonly string[];
  readonly port: number | undefined;
  readonly modulePaths: readonly string[];
  readonly softhsmConfig: string | undefined;
  readonly consent: 'page' | 'terminal' | 'window';
  /** Where the agent has the PIN typed. */
  readonly pinEntry: PinEntry;
  readonly openCommand: string | undefined;
  readonly pairingFile: string | undefined;
  readonly gateway: string | undefined;
  readonly user: string | undefined;
  readonly readerId: string | undefined;
  readonly tokenLabel: string | undefined;
  readonly pinFd: number | undefined;
  readonly passwordFd: number | undefined;
  readonly codeFd: number | undefined;
  readonly sessionFd: number | undefined;
  readonly secretFd: number | undefined;
  readonly pinSecret: string | undefined;
  readonly passwordSecret: string | undefined;
  readonly kind: string | undefined;
  readonly dryRun: boolean;
  readonly corrects: string | undefined;
  readonly withdraws: string | undefined;
  readonly reason: string | undefined;
  readonly confirmWarnings: boolean;
  readonly wait: boolean;
  readonly waitSeconds: number | undefined;
  readonly signature: string | undefined;
  readonly receiptTo: string | undefined;
  readonly out: string | undefined;
  readonly agree: boolean;
  readonly force: boolean;
  readonly policyFolders: readonly string[];
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
  pin: { type: 'string' },
  'open-command': { type: 'string' },
  'pairing-file': { type: 'string' },
  gateway: { type: 'string' },
  user: { type: 'string' },
  reader: { type: 'string' },
  'token-label': { type: 'string' },
  'pin-fd': { type: 'string' },
  'password-fd': { type: 'string' },
  'code-fd': { type: 'string' },
  'session-fd': { type: 'string' },
  'secret-fd': { type: 'string' },
  'pin-secret': { type: 'string' },
  'password-secret': { type: 'string' },
  kind: { type: 'string' },
  'dry-run': { type: 'boolean' },
  corrects: { type: 'string' },
  withdraws: { type: 'string' },
  reason: { type: 'string' },
  'confirm-warnings': { type: 'boolean' },
  wait: { type: 'boolean' },
  'wait-seconds': { type: 'string' },
  signature: { type: 'string' },
  'receipt-to': { type: 'string' },
  out: { type: 'string' },
  agree: { type: 'boolean' },
  force: { type: 'boolean' },
  'policy-folder': { type: 'string', multiple: true },
  'agree-last-try': { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

/**
 * Parses a command's arguments.
 *
 * @param operandNames what the command takes beside options, each by what its usage calls it
 * @throws TypeError saying which option to write how
 */
export function parseOptions(
  args: readonly string[],
  systemLanguage: Language,
  operandNames: readonly string[] = [],
): CommandOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: optionTypes,
    strict: true,
    allowPositionals: operandNames.length > 0,
  });
  return {
    operands: checkOperands(positionals, operandNames),
    language: oneOf('--language', languages, values.language) ?? systemLanguage,
    origins: values.origin ?? [],
    port: wholeNumber('--port', 65_535, values.port),
    modulePaths: values.module ?? [],
    softhsmConfig: values['softhsm-conf'],
    consent: oneOf('--consent', ['page', 'terminal', 'window'] as const, values.consent) ?? 'page',
    pinEntry: whereThePinIsTyped(values.pin),
    openCommand: values['open-command'],
    pairingFile: values['pairing-file'],
    gateway: values.gateway,
    user: values.user,
    readerId: values.reader,
    tokenLabel: values['token-label'],
    pinFd: wholeNumber('--pin-fd', 1023, values['pin-fd']),
    passwordFd: wholeNumber('--password-fd', 1023, values['password-fd']),
    codeFd: wholeNumber('--code-fd', 1023, values['code-fd']),
    sessionFd: wholeNumber('--session-fd', 1023, values['session-fd']),
    secretFd: wholeNumber('--secret-fd', 1023, values['secret-fd']),
    pinSecret: values['pin-secret'],
    passwordSecret: values['password-secret'],
    kind: values.kind,
    dryRun: values['dry-run'] ?? false,
    corrects: values.corrects,
    withdraws: values.withdraws,
    reason: values.reason,
    confirmWarnings: values['confirm-warnings'] ?? false,
    wait: values.wait ?? false,
    waitSeconds: wholeNumber('--wait-seconds', 86_400, values['wait-seconds']),
    signature: values.signature,
    receiptTo: values['receipt-to'],
    out: values.out,
    agree: values.agree ?? false,
    force: values.force ?? false,
    policyFolders: values['policy-folder'] ?? [],
    agreeLastTry: values['agree-last-try'] ?? false,
    json: values.json ?? false,
  };
}

/** An option a command cannot do without. Throws a TypeError when it is missing. */
export function required(option: string, value: string | undefined): string {
  if (value === undefined || value === '') throw new TypeError(`${option} is missing.`);
  return value;
}

function checkOperands(given: readonly string[], names: readonly string[]): readonly string[] {
  if (given.length === names.length) return given;
  throw new TypeError(`Write ${names.join(' ')} after the command; file names with blanks in quotes.`);
}

/** Takes no PIN; who writes one there is told where it goes instead. */
function whereThePinIsTyped(value: string | undefined): PinEntry {
  if (value === undefined || value === 'page' || value === 'agent') return value ?? 'page';
  throw new TypeError(
    'Write --pin page or --pin agent. The PIN itself comes from a prompt or with --pin-fd.',
  );
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
