import { parseArgs } from 'node:util';
import type { CommandIo } from '../../../commands.js';
import { writeLine } from '../arguments.js';
import { describeAuthority, type ShownAuthority } from './describe-authority.js';
import { readTrust, type TrustServices } from './services.js';

/**
 * `jianbao trust list [--json]`: every authority of the trust list.
 *
 * @returns exit code 0
 * @throws TypeError with a sentence for the operator when the trust list cannot be used
 */
export async function run(args: string[], io: CommandIo, services: TrustServices): Promise<number> {
  const { values } = parseArgs({ args, options: { json: { type: 'boolean' } }, strict: true });
  const { trust, settings } = await readTrust(services);
  const shown = trust.authorities.map((authority) => describeAuthority(authority, settings));
  io.stdout.write(values.json === true ? writeLine(shown) : shown.map(lineOf).join(''));
  return 0;
}

function lineOf({ keyId, kind, notAfter, revocation, subject }: ShownAuthority): string {
  return `${keyId}  ${kind.padEnd(9)}  until ${notAfter}  ${(revocation ?? '').padEnd(13)}  ${subject}\n`;
}
