import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type Clock, systemClock } from '../../clock.js';
import type { CommandIo } from '../../commands.js';
import { Problem } from '../../problems/index.js';
import type { CardIdentity } from '../identity.js';
import { parseOrigin } from '../origin.js';
import { anyCard, type CardProfiles, loadProfiles } from '../profiles.js';
import { CrlSource } from '../revocation/crl-source.js';
import { readCrls } from '../revocation/read-crls.js';
import type { TokenContext } from '../token/check.js';
import { hashOrigin } from '../token/signed-origin.js';
import { validateToken } from '../token/validate-token.js';
import { createTrust, readCertificates, type Trust } from '../trust.js';
import { VerifiedCertificates } from '../verified-certificates.js';
import { describeProblem, needed, readMoment, writeLine } from './arguments.js';

/**
 * `jianbao token verify`: validates one token with the code of the login.
 *
 * Every `--ca` is an anchor, self-signed or not. Without `--no-revocation` the status comes from `--crl` alone.
 *
 * @returns exit code: 0 the token is good, 1 it is refused, 2 misuse
 */
export async function run(args: string[], io: CommandIo, clock: Clock = systemClock): Promise<number> {
  let request: Request;
  try {
    request = await readRequest(args, clock);
  } catch (error) {
    // Only what the caller wrote can fail here: an option, a file, a date, an origin.
    io.stderr.write(`${error instanceof Error ? error.message : ''}\n${usage}`);
    return 2;
  }
  try {
    const identity = await validateToken(request, request.context);
    io.stdout.write(request.json ? writeLine({ ok: true, ...identity }) : describeIdentity(identity));
    return 0;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    io.stdout.write(request.json ? writeLine({ ok: false, code: error.code }) : describeProblem(error));
    return 1;
  }
}

const usage =
  'Usage: jianbao token verify --token FILE --nonce TEXT --origin ORIGIN --ca FILE [--ca FILE]… [--at DATE]\n' +
  '         [--profile NAME|none] [--forbid-policy OID]… [--crl FILE]… [--no-revocation] [--demo] [--json]\n';

const options = {
  token: { type: 'string' },
  nonce: { type: 'string' },
  origin: { type: 'string' },
  ca: { type: 'string', multiple: true },
  at: { type: 'string' },
  profile: { type: 'string' },
  'forbid-policy': { type: 'string', multiple: true },
  crl: { type: 'string', multiple: true },
  'no-revocation': { type: 'boolean' },
  demo: { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

interface Request {
  readonly text: string;
  readonly nonce: string;
  readonly at: Date;
  readonly context: TokenContext;
  readonly json: boolean;
}

/** @throws Error with a sentence for the caller */
async function readRequest(args: string[], clock: Clock): Promise<Request> {
  const { values } = parseArgs({ args, options, strict: true });
  const { demo: demoMode = false } = values;
  const trust = await readTrust(needed(values.ca, '--ca'));
  const context: TokenContext = {
    origin: hashOrigin(parseOrigin(needed(values.origin, '--origin'), { demoMode })),
    trust,
    verified: new VerifiedCertificates(),
    profiles: await selectProfiles(values.profile),
    testCards: demoMode ? 'admitted' : 'refused',
    forbiddenPolicies: (values['forbid-policy'] ?? []).map(checkPolicyText),
    revocation: values['no-revocation'] ? 'not-checked' : await readCrlSource(values.crl ?? [], trust),
    onGraceUse: () => undefined,
  };
  return {
    text: await readFile(needed(values.token, '--token'), 'utf8'),
    nonce: needed(values.nonce, '--nonce'),
    at: readMoment(values.at, clock),
    context,
    json: values.json ?? false,
  };
}

async function readTrust(files: readonly string[]): Promise<Trust> {
  const certificates = await Promise.all(files.map(readCertificates));
  return createTrust(certificates.flat().map((certificate) => ({ certificate, isAnchor: true })));
}

/** One profile alone, all shipped ones without a name, or the one that asks nothing. */
async function selectProfiles(name: string | undefined): Promise<CardProfiles> {
  if (name === 'none') return anyCard;
  const shipped = await loadProfiles();
  if (name === undefined) return shipped;
  const profiles = shipped.profiles.filter((profile) => profile.name === name);
  if (profiles.length > 0) return { ...shipped, profiles };
  const names = shipped.profiles.map((profile) => profile.name).join(', ');
  throw new TypeError(`There is no profile ${name}. Write one of ${names}, or none.`);
}

async function readCrlSource(files: readonly string[], trust: Trust): Promise<CrlSource> {
  const source = new CrlSource(0);
  for (const answer of await readCrls(files, trust)) {
    if ('refusal' in answer) throw new TypeError(`${answer.file} cannot be used as a CRL: ${answer.refusal}`);
    source.accept(answer.list);
  }
  return source;
}

function checkPolicyText(text: string): string {
  if (/^[0-2](?:\.[0-9]+)+$/.test(text)) return text;
  throw new TypeError(`--forbid-policy is "${text}". Write an object identifier such as 2.16.886.101.0.3.0.`);
}

function describeIdentity({ profile, name, certificateFingerprint }: CardIdentity): string {
  return `OK\n${profile}\n${name}\n${certificateFingerprint}\n`;
}
