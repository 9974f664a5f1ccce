import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { CommandIo } from '../../../commands.js';
import { Problem } from '../../../problems/index.js';
import { type RevocationWay, revocationWays } from '../../revocation/chosen-source.js';
import { readCertificate } from '../../trust-list/read-certificate.js';
import { loadTrustSettings, settingsOfAnchor } from '../../trust-settings.js';
import { readHex } from '../arguments.js';
import { type ChangeCall, makeChange } from './make-change.js';
import type { TrustServices } from './services.js';

const usage =
  'Usage: jianbao trust add FILE [--fingerprint SHA256] [--revocation crl|ocsp|ocsp-then-crl] [--reason TEXT] [--now]\n';

/**
 * `jianbao trust add FILE [--fingerprint SHA256] [--revocation WAY] [--reason TEXT] [--now]`: puts one authority's
 * certificate on the trust list. A self-signed one becomes an anchor, any other must lead to an anchor that is there. The
 * fingerprint as the authority publishes it guards against a wrong file. Where there is a supervisor it becomes a
 * proposal; `--now` does it at once, with a reason that all supervisors are mailed.
 *
 * @returns exit code: 0 added or proposed, 1 the certificate is not one to trust, 2 misuse
 */
export async function run(args: string[], io: CommandIo, services: TrustServices): Promise<number> {
  const call = readCall(args);
  if (call === undefined) {
    io.stderr.write(usage);
    return 2;
  }
  const content = await readFile(call.file).catch(() => undefined);
  if (content === undefined) {
    io.stderr.write(`${call.file} cannot be read.\n`);
    return 1;
  }
  const settings = await loadTrustSettings(join(services.trustDirectory, 'trust.json'));
  return makeChange(call, io, services, ({ entries }) => {
    const authority = readCertificate(content);
    const { keyId, certificate, isAnchor } = authority;
    if (call.fingerprint !== undefined && call.fingerprint !== certificate.fingerprint) {
      throw new Problem('ERR_TRUST_FINGERPRINT');
    }
    // Another certificate of a known anchor keeps the anchor's way unless another one is asked for.
    const known = entries.find((entry) => entry.authority.isAnchor && entry.authority.keyId === keyId);
    const way = call.revocation ?? known?.revocation ?? settingsOfAnchor(settings, keyId).revocation;
    return { kind: 'add', authority, revocation: isAnchor ? way : null };
  });
}

interface Call extends ChangeCall {
  readonly file: string;
  readonly fingerprint: string | undefined;
  readonly revocation: RevocationWay | undefined;
}

const options = {
  fingerprint: { type: 'string' },
  revocation: { type: 'string' },
  reason: { type: 'string', default: '' },
  now: { type: 'boolean', default: false },
} as const;

function readCall(args: string[]): Call | undefined {
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true, strict: true });
    const [file] = positionals;
    const revocation = revocationWays.find((way) => way === values.revocation);
    if (file === undefined || positionals.length !== 1 || revocation !== values.revocation) return undefined;
    const { fingerprint } = values;
    return {
      file,
      revocation,
      reason: values.reason.trim(),
      when: values.now ? 'now' : 'once-approved',
      fingerprint:
        fingerprint === undefined ? undefined : readHex(fingerprint, '--fingerprint').toString('hex'),
    };
  } catch {
    return undefined;
  }
}
