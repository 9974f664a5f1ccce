import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { DatabaseSettings } from './database/index.js';
import { type ClamdAddress, readClamdAddress } from './documents/index.js';
import { isMailAddress, type SmtpSettings } from './mail/index.js';
import { settings } from './settings.js';

/** Everything a gateway needs to know about where it runs. */
export interface Config {
  readonly mode: 'production' | 'demo';
  /** What browsers see in the address bar, exactly as they serialise it. */
  readonly origin: string;
  readonly listen: { readonly host: string; readonly port: number };
  readonly trustedProxies: readonly string[];
  readonly database: DatabaseSettings;
  readonly directories: {
    /** Uploaded files and everything that grows. */
    readonly documents: string;
    /** Signed checkpoints of the audit trail; best on another machine's disk. */
    readonly checkpoints: string;
    readonly keys: string;
    /** `anchors/` and `crls/`. */
    readonly trust: string;
  };
  /** Files or `pkcs11:` addresses; null for the file in the folder of keys. */
  readonly keySources: { readonly master: string | null; readonly receipt: string | null };
  readonly smtp: SmtpSettings;
  readonly cardAgentPort: number;
  readonly passwordPolicy: 'tw-baseline' | 'nist-63b-4';
  /** Whether people sign what they report with their cards. */
  readonly submissionSignature: 'none' | 'optional' | 'required';
  /** From which exam date the amendment of 2026 holds, `yyyy-mm-dd`; `reports/schema/amendment-date.ts` takes it. */
  readonly amendmentDate: string;
  /** Looks for malware in what people send; null for none. */
  readonly clamd: ClamdAddress | null;
  readonly applications: {
    /** Where the agency is told of applications. */
    readonly agencyAddress: string;
    readonly lapseDays: number;
    readonly eraseDays: number;
    /** Working days. */
    readonly decisionDays: number;
  };
  /** Hours during which the last good certificate list counts after its end. */
  readonly crlGraceHours: number;
  readonly logLevel: string;
}

/** A setting that cannot be used; the sentence names the variable and says what to write. */
export class ConfigError extends Error {
  constructor(variable: string, advice: string) {
    super(`${variable}: ${advice}`);
    this.name = 'ConfigError';
  }
}

/**
 * Reads and checks every setting once, at the start.
 *
 * @param environment e.g. `process.env`; unknown names that begin with `JIANBAO_` are refused, so that a slip of the pen
 *   is not silently a default
 * @throws ConfigError for the first setting that cannot be used
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  refuseUnknown(environment);
  const data = resolve(take(environment, 'JIANBAO_DATA_DIR'));
  return {
    mode: choice(environment, 'JIANBAO_MODE', ['production', 'demo']),
    origin: take(environment, 'JIANBAO_ORIGIN'),
    listen: {
      host: take(environment, 'JIANBAO_LISTEN_HOST'),
      port: whole(environment, 'JIANBAO_LISTEN_PORT', 0, 65_535),
    },
    trustedProxies: list(take(environment, 'JIANBAO_TRUSTED_PROXIES')),
    database: readDatabase(environment, data),
    directories: {
      documents: join(data, 'documents'),
      checkpoints: resolve(take(environment, 'JIANBAO_CHECKPOINT_DIR') || join(data, 'checkpoints')),
      keys: resolve(take(environment, 'JIANBAO_KEYS_DIR') || join(data, 'keys')),
      trust: resolve(take(environment, 'JIANBAO_TRUST_DIR') || join(data, 'trust')),
    },
    keySources: {
      master: take(environment, 'JIANBAO_MASTER_KEY') || null,
      receipt: take(environment, 'JIANBAO_RECEIPT_KEY') || null,
    },
    smtp: readSmtp(environment),
    cardAgentPort: whole(environment, 'JIANBAO_CARD_AGENT_PORT', 1, 65_535),
    passwordPolicy: choice(environment, 'JIANBAO_PASSWORD_POLICY', ['tw-baseline', 'nist-63b-4']),
    submissionSignature: choice(environment, 'JIANBAO_SUBMISSION_SIGNATURE', [
      'none',
      'optional',
      'required',
    ]),
    amendmentDate: day(environment, 'JIANBAO_AMENDMENT_DATE'),
    clamd: readClamd(environment),
    applications: readApplications(environment),
    crlGraceHours: whole(environment, 'JIANBAO_CRL_GRACE_HOURS', 0, 168),
    logLevel: choice(environment, 'JIANBAO_LOG_LEVEL', ['debug', 'info', 'warn', 'error', 'silent']),
  };
}

type Environment = Readonly<Record<string, string | undefined>>;
type Variable = keyof typeof settings;

function refuseUnknown(environment: Environment): void {
  for (const name of Object.keys(environment)) {
    if (name.startsWith('JIANBAO_') && !(name in settings)) {
      throw new ConfigError(name, 'There is no such setting. See docs/settings.md for the names.');
    }
  }
}

function take(environment: Environment, variable: Variable): string {
  const value = environment[variable]?.trim();
  const setting: { readonly fallback: string | null; readonly meaning: string } = settings[variable];
  if (value) return value;
  if (setting.fallback === null)
    throw new ConfigError(variable, `This setting is required. ${setting.meaning}`);
  return setting.fallback;
}

function choice<T extends string>(environment: Environment, variable: Variable, options: readonly T[]): T {
  const value = take(environment, variable);
  const found = options.find((option) => option === value);
  if (found === undefined)
    throw new ConfigError(variable, `Write one of ${options.join(', ')}, not "${value}".`);
  return found;
}

function whole(environment: Environment, variable: Variable, least: number, most: number): number {
  const value = take(environment, variable);
  if (!/^\d{1,6}$/u.test(value) || Number(value) < least || Number(value) > most) {
    throw new ConfigError(variable, `Write a whole number from ${least} to ${most}, not "${value}".`);
  }
  return Number(value);
}

function day(environment: Environment, variable: Variable): string {
  const value = take(environment, variable);
  const time = /^\d{4}-\d{2}-\d{2}$/u.test(value) ? Date.parse(`${value}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== value) {
    throw new ConfigError(variable, `Write a day of the calendar such as 2026-06-26, not "${value}".`);
  }
  return value;
}

function list(text: string): readonly string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function secret(environment: Environment, variable: Variable): string | undefined {
  const file = take(environment, variable);
  if (file === '') return undefined;
  try {
    return readFileSync(file, 'utf8').trimEnd();
  } catch (error) {
    throw new ConfigError(
      variable,
      `The file ${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`,
    );
  }
}

function readDatabase(environment: Environment, data: string): DatabaseSettings {
  const text = take(environment, 'JIANBAO_DATABASE');
  if (text === 'sqlite') return { dialect: 'sqlite', file: join(data, 'jianbao.sqlite') };
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'mariadb:' || url.password !== '' || url.username === '' || url.pathname.length < 2) {
    throw new ConfigError(
      'JIANBAO_DATABASE',
      'Write "sqlite" or "mariadb://user@host:3306/database"; the password goes into JIANBAO_DATABASE_PASSWORD_FILE.',
    );
  }
  return {
    dialect: 'mariadb',
    host: url.hostname,
    port: Number(url.port || 3306),
    user: decodeURIComponent(url.username),
    password: secret(environment, 'JIANBAO_DATABASE_PASSWORD_FILE') ?? '',
    database: decodeURIComponent(url.pathname.slice(1)),
  };
}

function readClamd(environment: Environment): ClamdAddress | null {
  const text = take(environment, 'JIANBAO_CLAMD');
  if (text === '') return null;
  const address = readClamdAddress(text);
  if (address !== undefined) return address;
  throw new ConfigError(
    'JIANBAO_CLAMD',
    'Write unix:/run/clamav/clamd.ctl or tcp://127.0.0.1:3310; on another machine, through a tunnel of your own.',
  );
}

function readApplications(environment: Environment): Config['applications'] {
  const agencyAddress = take(environment, 'JIANBAO_AGENCY_MAIL');
  if (!isMailAddress(agencyAddress)) {
    throw new ConfigError('JIANBAO_AGENCY_MAIL', 'Write one plain e-mail address: desk@example.gov.tw.');
  }
  return {
    agencyAddress,
    lapseDays: whole(environment, 'JIANBAO_APPLICATION_LAPSE_DAYS', 1, 3_650),
    eraseDays: whole(environment, 'JIANBAO_APPLICATION_ERASE_DAYS', 1, 3_650),
    decisionDays: whole(environment, 'JIANBAO_APPLICATION_DECISION_DAYS', 1, 60),
  };
}

function readSmtp(environment: Environment): SmtpSettings {
  const text = take(environment, 'JIANBAO_SMTP_URL');
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['smtp:', 'smtps:'].includes(url.protocol) || url.password !== '') {
    throw new ConfigError(
      'JIANBAO_SMTP_URL',
      'Write smtp://[user@]host:port or smtps://[user@]host:port; the password goes into JIANBAO_SMTP_PASSWORD_FILE.',
    );
  }
  const host = url.hostname.replace(/^\[|\]$/gu, '');
  const local = host === 'localhost' || host === '::1' || host.startsWith('127.');
  const tls = url.protocol === 'smtps:' ? 'implicit' : local ? 'none' : 'starttls';
  const passwordFile = take(environment, 'JIANBAO_SMTP_PASSWORD_FILE');
  const caFile = take(environment, 'JIANBAO_SMTP_CA_FILE');
  if ((url.username === '') !== (passwordFile === '')) {
    throw new ConfigError('JIANBAO_SMTP_PASSWORD_FILE', 'A mail user and its password file go together.');
  }
  return {
    host,
    port: Number(url.port || (tls === 'implicit' ? 465 : 25)),
    tls,
    ...(caFile === '' ? {} : { caFile }),
    ...(passwordFile === '' ? {} : { login: { user: decodeURIComponent(url.username), passwordFile } }),
    from: readSender(take(environment, 'JIANBAO_MAIL_FROM')),
  };
}

function readSender(text: string): SmtpSettings['from'] {
  const match = /^([^<>"\r\n]*?)\s*<([^<>\s]+@[^<>\s]+)>$/u.exec(text);
  if (match === null)
    throw new ConfigError(
      'JIANBAO_MAIL_FROM',
      'Write a name and an address: 健報 <no-reply@example.gov.tw>.',
    );
  return { name: match[1] ?? '', address: match[2] ?? '' };
}
