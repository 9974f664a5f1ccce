import { parseArgs } from 'node:util';
import type { CommandIo } from '../../../commands.js';
import { CrlDirectory } from '../../revocation/crl-directory.js';
import { CrlSource } from '../../revocation/crl-source.js';
import { writeLine } from '../arguments.js';
import { type AuthorityState, judgeTrust } from './judge-trust.js';
import { readTrust, type TrustServices } from './services.js';

/**
 * `jianbao trust check [--json]`: whether every authority is valid, leads to an anchor, and has a list in its time.
 *
 * @returns exit code: 0 all is well, 1 something is not
 * @throws TypeError with a sentence for the operator when the trust list cannot be used at all
 */
export async function run(args: string[], io: CommandIo, services: TrustServices): Promise<number> {
  const { values } = parseArgs({ args, options: { json: { type: 'boolean' } }, strict: true });
  const { files, settings, trust } = await readTrust(services);
  const source = new CrlSource(0);
  const reports = await new CrlDirectory(files.crls, trust, source).refresh();
  const states = judgeTrust({ trust, settings, lists: source.all, at: services.clock().getTime() });
  const refused = reports.filter(({ outcome }) => outcome === 'refused');
  const isWell = states.every(({ faults }) => faults.length === 0) && refused.length === 0;
  io.stdout.write(
    values.json === true
      ? writeLine({ ok: isWell, authorities: states, refused })
      : [...states.map(lineOf), ...refused.map(({ file, detail }) => `${file}: ${detail}\n`)].join(''),
  );
  return isWell ? 0 : 1;
}

/** One line for an authority: what is wrong, or until when its list counts. */
export function lineOf({ keyId, subject, faults, listUntil }: AuthorityState): string {
  const good = listUntil === undefined ? 'good' : `good, list until ${listUntil}`;
  return `${keyId}  ${subject}: ${faults.length === 0 ? good : faults.join(' ')}\n`;
}
