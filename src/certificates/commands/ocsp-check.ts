import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type Clock, systemClock } from '../../clock.js';
import type { CommandIo } from '../../commands.js';
import type { Certificate } from '../certificate.js';
import { judgeOcspResponse, type OcspQuestion } from '../revocation/ocsp/judge-response.js';
import { OcspError } from '../revocation/ocsp/ocsp-error.js';
import { clockSkew } from '../revocation/ocsp/ocsp-source.js';
import type { RevocationStatus } from '../revocation/source.js';
import { readCertificates } from '../trust.js';
import { needed, readHex, readMoment, readSeconds } from './arguments.js';
import { answerStatus } from './status-answer.js';

/**
 * `jianbao ocsp check`: judges a stored OCSP response with the code of the login.
 *
 * `--responder` is a certificate that the response does not bring along; it must be delegated by the issuer all the same.
 * Without `--nonce` the response's nonce is not looked at.
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
  return answerStatus(judge(request), io, request.form);
}

const usage =
  'Usage: jianbao ocsp check --response FILE --subject FILE --issuer FILE [--responder FILE] [--at DATE]\n' +
  '         [--nonce HEX|--no-nonce] [--skew SECONDS] [--max-age SECONDS] [--json]\n';

const options = {
  response: { type: 'string' },
  subject: { type: 'string' },
  issuer: { type: 'string' },
  responder: { type: 'string' },
  at: { type: 'string' },
  nonce: { type: 'string' },
  'no-nonce': { type: 'boolean' },
  skew: { type: 'string' },
  'max-age': { type: 'string' },
  json: { type: 'boolean' },
} as const;

interface Request {
  readonly response: Buffer;
  readonly question: OcspQuestion;
  readonly form: 'json' | 'words';
}

function judge({ response, question }: Request): RevocationStatus {
  try {
    return judgeOcspResponse(response, question).status;
  } catch (error) {
    if (!(error instanceof OcspError)) throw error;
    return { outcome: 'unavailable', detail: `${error.fault}: ${error.message}` };
  }
}

/** @throws Error with a sentence for the caller */
async function readRequest(args: string[], clock: Clock): Promise<Request> {
  const { values } = parseArgs({ args, options, strict: true });
  const { nonce, skew, responder } = values;
  const maxAge = values['max-age'];
  if (nonce !== undefined && values['no-nonce'] === true) {
    throw new TypeError('--nonce and --no-nonce exclude each other.');
  }
  const question: OcspQuestion = {
    certificate: await readCertificate(needed(values.subject, '--subject')),
    issuer: await readCertificate(needed(values.issuer, '--issuer')),
    known: responder === undefined ? [] : [await readCertificate(responder)],
    at: readMoment(values.at, clock).getTime(),
    nonce: nonce === undefined ? undefined : { bytes: readHex(nonce, '--nonce'), mode: 'required' },
    skew: skew === undefined ? clockSkew : readSeconds(skew, '--skew'),
    maxAge: maxAge === undefined ? undefined : readSeconds(maxAge, '--max-age'),
    responderStatus: () => ({ outcome: 'unavailable', detail: 'no list of responders' }),
  };
  const response = await readFile(needed(values.response, '--response'));
  return { response, question, form: values.json === true ? 'json' : 'words' };
}

async function readCertificate(file: string): Promise<Certificate> {
  const [certificate] = await readCertificates(file);
  if (certificate === undefined) throw new TypeError(`${file} holds no certificate.`);
  return certificate;
}
