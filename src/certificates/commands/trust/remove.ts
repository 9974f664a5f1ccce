import { unlink } from 'node:fs/promises';
import type { CommandIo } from '../../../commands.js';
import { listFiles } from '../../list-files.js';
import { type Authority, authorityOf, readCertificates } from '../../trust.js';
import { auditTrustChange } from './audit-trust.js';
import { subjectOf } from './describe-authority.js';
import { type TrustServices, trustFiles } from './services.js';

const usage = 'Usage: jianbao trust remove KEYID|FINGERPRINT\n';

/**
 * `jianbao trust remove KEYID|FINGERPRINT`: takes an authority's certificate off the trust list, with its audit entry.
 * The last anchor stays: without one no gateway starts.
 *
 * @returns exit code: 0 removed, 1 it cannot be, 2 misuse
 */
export async function run(args: string[], io: CommandIo, services: TrustServices): Promise<number> {
  const [words, ...others] = args;
  if (words === undefined || words.startsWith('-') || others.length > 0) {
    io.stderr.write(usage);
    return 2;
  }
  const files = await readFiles(trustFiles(services.trustDirectory).anchors);
  const found = files.flatMap(({ file, authorities }) =>
    authorities.filter((authority) => isMeant(authority, words)).map((authority) => ({ file, authority })),
  );
  const [match] = found;
  const fault = match === undefined ? 'No authority of the trust list is called so.' : faultOf(found, files);
  if (match === undefined || fault !== undefined) {
    io.stderr.write(`${fault}\n`);
    return 1;
  }
  const { keyId, certificate } = match.authority;
  const detail = { fingerprint: certificate.fingerprint, subject: subjectOf(certificate) };
  await auditTrustChange(services, { action: 'trust.remove', reference: keyId, detail }, () =>
    unlink(match.file),
  );
  io.stdout.write(`Removed ${keyId} (${detail.subject}). Restart the gateways.\n`);
  return 0;
}

interface TrustFile {
  readonly file: string;
  readonly authorities: readonly Authority[];
}

interface Match {
  readonly file: string;
  readonly authority: Authority;
}

async function readFiles(anchors: string): Promise<readonly TrustFile[]> {
  const files = await listFiles(anchors, ['.crt', '.cer', '.pem', '.der']);
  return Promise.all(
    files.map(async (file) => ({ file, authorities: (await readCertificates(file)).map(authorityOf) })),
  );
}

function isMeant({ keyId, certificate }: Authority, words: string): boolean {
  const meant = words.toLowerCase().replaceAll(':', '');
  return keyId === meant || certificate.fingerprint === meant;
}

function faultOf(found: readonly Match[], files: readonly TrustFile[]): string | undefined {
  const [{ file } = { file: '' }, ...others] = found;
  if (others.length > 0) return 'Several certificates have this key. Name one by its fingerprint.';
  const holder = files.find((one) => one.file === file);
  if ((holder?.authorities.length ?? 0) > 1) {
    return `${file} holds several certificates. Take this one out of the file by hand.`;
  }
  const anchorsLeft = files.filter(
    (one) => one.file !== file && one.authorities.some(({ isAnchor }) => isAnchor),
  );
  return anchorsLeft.length > 0 ? undefined : 'This is the last anchor; without one no gateway starts.';
}
