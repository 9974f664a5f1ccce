import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { CommandIo } from '../../../commands.js';
import { Problem } from '../../../problems/index.js';
import { listFiles } from '../../list-files.js';
import { buildPath } from '../../path.js';
import { importPublicKey } from '../../public-key-info.js';
import { replaceFile } from '../../replace-file.js';
import { type Authority, authorityOf, createTrust, readCertificates } from '../../trust.js';
import { VerifiedCertificates } from '../../verified-certificates.js';
import { readHex } from '../arguments.js';
import { auditTrustChange } from './audit-trust.js';
import { subjectOf } from './describe-authority.js';
import { type TrustServices, trustFiles } from './services.js';

const usage = 'Usage: jianbao trust add FILE [--fingerprint SHA256]\n';

/**
 * `jianbao trust add FILE [--fingerprint SHA256]`: puts one authority's certificate on the trust list, with its audit
 * entry. A self-signed one becomes an anchor, any other must lead to an anchor that is there. The fingerprint as the
 * authority publishes it guards against a wrong file.
 *
 * @returns exit code: 0 added, 1 the certificate is not one to trust, 2 misuse
 */
export async function run(args: string[], io: CommandIo, services: TrustServices): Promise<number> {
  const call = readCall(args);
  if (call === undefined) {
    io.stderr.write(usage);
    return 2;
  }
  const { anchors } = trustFiles(services.trustDirectory);
  const present = await readAuthorities(anchors);
  const added = await readOne(call.file);
  const fault = typeof added === 'string' ? added : faultOf(added, { call, present, services });
  if (typeof added === 'string' || fault !== undefined) {
    io.stderr.write(`${fault}\n`);
    return 1;
  }
  const { keyId, certificate } = added;
  const kind = added.isAnchor ? 'anchor' : 'authority';
  const { fingerprint } = certificate;
  const detail = { kind, fingerprint, subject: subjectOf(certificate) };
  const name = `${keyId.slice(0, 40)}-${fingerprint.slice(0, 8)}.crt`;
  await auditTrustChange(services, { action: 'trust.add', reference: keyId, detail }, async () => {
    await replaceFile(join(anchors, name), pemOf(certificate.der));
  });
  io.stdout.write(`Added as ${kind} ${keyId} (SHA-256 ${fingerprint}). Restart the gateways to use it.\n`);
  return 0;
}

interface Call {
  readonly file: string;
  readonly fingerprint: string | undefined;
}

interface Situation {
  readonly call: Call;
  readonly present: readonly Authority[];
  readonly services: TrustServices;
}

function readCall(args: string[]): Call | undefined {
  try {
    const options = { fingerprint: { type: 'string' } } as const;
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true, strict: true });
    const [file] = positionals;
    if (file === undefined || positionals.length !== 1) return undefined;
    const { fingerprint } = values;
    return {
      file,
      fingerprint:
        fingerprint === undefined ? undefined : readHex(fingerprint, '--fingerprint').toString('hex'),
    };
  } catch {
    return undefined;
  }
}

/** The authority of a file, or a sentence why there is none. */
async function readOne(file: string): Promise<Authority | string> {
  try {
    await readFile(file);
    const [certificate, ...others] = await readCertificates(file);
    if (certificate === undefined || others.length > 0)
      return `${file} does not hold exactly one certificate.`;
    return authorityOf(certificate);
  } catch (error) {
    return error instanceof Error ? error.message : `${file} cannot be read.`;
  }
}

/** What is there already; an empty folder is where a first anchor goes. */
async function readAuthorities(anchors: string): Promise<readonly Authority[]> {
  const files = await listFiles(anchors, ['.crt', '.cer', '.pem', '.der']);
  return (await Promise.all(files.map(readCertificates))).flat().map(authorityOf);
}

/** Why a certificate is not one to trust. */
function faultOf(added: Authority, situation: Situation): string | undefined {
  return faults.find(({ holds }) => holds(added, situation))?.sentence;
}

const faults: readonly {
  readonly sentence: string;
  readonly holds: (added: Authority, situation: Situation) => boolean;
}[] = [
  {
    sentence: 'The fingerprint of the file is another one. Fetch the certificate again from the authority.',
    holds: ({ certificate }, { call }) =>
      call.fingerprint !== undefined && call.fingerprint !== certificate.fingerprint,
  },
  {
    sentence: 'The certificate is on the trust list already.',
    holds: ({ certificate }, { present }) =>
      present.some((authority) => authority.certificate.fingerprint === certificate.fingerprint),
  },
  {
    sentence: 'The certificate is not the one of an authority that may sign certificates.',
    holds: ({ certificate: { basicConstraints, keyUsage } }) =>
      basicConstraints?.isAuthority !== true || keyUsage?.has('keyCertSign') === false,
  },
  {
    sentence: 'The certificate has expired, or is not valid yet.',
    holds: ({ certificate: { notBefore, notAfter } }, { services }) => {
      const at = services.clock().getTime();
      return at < notBefore || at >= notAfter + 1000;
    },
  },
  { sentence: 'The key of the certificate is of a kind or size that is not used here.', holds: hasOddKey },
  {
    sentence: 'The certificate does not lead to an anchor of the trust list. Add the anchor first.',
    holds: leadsNowhere,
  },
];

function hasOddKey({ certificate }: Authority): boolean {
  try {
    importPublicKey(certificate.publicKeyInfo);
    return false;
  } catch {
    return true;
  }
}

function leadsNowhere(added: Authority, { present, services }: Situation): boolean {
  if (added.isAnchor) return false;
  const at = services.clock().getTime();
  try {
    buildPath(added.certificate, { trust: createTrust(present), verified: new VerifiedCertificates(), at });
    return false;
  } catch (error) {
    if (error instanceof Problem) return true;
    throw error;
  }
}

function pemOf(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
