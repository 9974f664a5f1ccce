import { access } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type Clock, systemClock } from '../../clock.js';
import type { CommandIo } from '../../commands.js';
import { CrlSource, type ListedCertificate } from '../revocation/crl-source.js';
import { readCrls } from '../revocation/read-crls.js';
import type { RevocationList } from '../revocation/revocation-list.js';
import type { RevocationStatus } from '../revocation/source.js';
import { type Authority, createTrust, readCertificates } from '../trust.js';
import { needed, readMoment, readSerial } from './arguments.js';
import { answerStatus } from './status-answer.js';

/**
 * `jianbao crl lookup`: looks a serial number up in one CRL with the code of the login. The signature, the issuer's key
 * identifier and the time of the list are checked as ever; a list that cannot be used makes the status unavailable.
 *
 * @returns exit code: 0 good, 1 everything else, 2 misuse
 */
export async function run(args: string[], io: CommandIo, clock: Clock = systemClock): Promise<number> {
  let request: Request;
  try {
    request = await readRequest(args, clock);
  } catch (error) {
    io.stderr.write(`${error instanceof Error ? error.message : ''}\n${usage}`);
    return 2;
  }
  return answerStatus(await lookUp(request), io, request.form);
}

const usage = 'Usage: jianbao crl lookup --crl FILE --issuer FILE --serial HEX [--at DATE] [--json]\n';

const options = {
  crl: { type: 'string' },
  issuer: { type: 'string' },
  serial: { type: 'string' },
  at: { type: 'string' },
  json: { type: 'boolean' },
} as const;

interface Request {
  readonly crl: string;
  readonly issuer: Authority;
  readonly serial: Buffer;
  readonly at: Date;
  readonly form: 'json' | 'words';
}

/** @throws Error with a sentence for the caller */
async function readRequest(args: string[], clock: Clock): Promise<Request> {
  const { values } = parseArgs({ args, options, strict: true });
  const crl = needed(values.crl, '--crl');
  await access(crl);
  return {
    crl,
    issuer: await readIssuer(needed(values.issuer, '--issuer')),
    serial: readSerial(needed(values.serial, '--serial'), '--serial'),
    at: readMoment(values.at, clock),
    form: values.json === true ? 'json' : 'words',
  };
}

async function readIssuer(file: string): Promise<Authority> {
  const [certificate] = await readCertificates(file);
  const [issuer] =
    certificate === undefined ? [] : createTrust([{ certificate, isAnchor: true }]).authorities;
  if (issuer === undefined) throw new TypeError(`${file} holds no certificate.`);
  return issuer;
}

async function lookUp({ crl, issuer, serial, at }: Request): Promise<RevocationStatus> {
  const trust = createTrust([issuer]);
  const [answer] = await readCrls([crl], trust);
  if (answer === undefined) return { outcome: 'unavailable', detail: 'the list was not read' };
  if ('refusal' in answer) return { outcome: 'unavailable', detail: answer.refusal };
  const source = new CrlSource(0);
  source.accept(answer.list);
  return source.statusOf(listed(answer.list, serial), issuer, at.getTime());
}

/** A certificate of the kind that the list speaks of. */
function listed({ scope }: RevocationList, serial: Buffer): ListedCertificate {
  const isAuthority = scope.certificates === 'authorities';
  return { serial, crlAddresses: scope.addresses, basicConstraints: { isAuthority, pathLength: undefined } };
}
