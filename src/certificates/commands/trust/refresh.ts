import { parseArgs } from 'node:util';
import type { CommandIo } from '../../../commands.js';
import { CrlDirectory } from '../../revocation/crl-directory.js';
import { CrlSource } from '../../revocation/crl-source.js';
import { CrlDownloads } from '../../revocation/downloads/crl-downloads.js';
import { auditRefresh } from '../../trust-list/audit-refresh.js';
import { learningOf } from '../../trust-settings.js';
import { writeLine } from '../arguments.js';
import { judgeTrust } from './judge-trust.js';
import { operatorOf, readTrust, type TrustServices, withDatabase } from './services.js';

/**
 * `jianbao trust refresh [--json]`: fetches every certificate list now, with an audit entry. Gateways that run take the
 * new files within a minute.
 *
 * @returns exit code: 0 every authority has a list in its time, 1 one has not
 * @throws TypeError with a sentence for the operator when the trust list cannot be used
 */
export async function run(args: string[], io: CommandIo, services: TrustServices): Promise<number> {
  const { values } = parseArgs({ args, options: { json: { type: 'boolean' } }, strict: true });
  const { files, settings, trust } = await readTrust(services);
  const source = new CrlSource(0);
  const lists = new CrlDirectory(files.crls, trust, source);
  await lists.refresh();
  const { fetch, randomBytes, mode } = services;
  const learning = learningOf(settings, mode);
  const downloads = new CrlDownloads({
    directory: files.crls,
    lists,
    trust,
    fetch,
    randomBytes,
    listed: settings.crls,
    learning,
  });
  const at = services.clock().getTime();
  const reports = await downloads.fetchAll(at);
  const refreshed = { reference: 'crls', reports, by: operatorOf(services), at: new Date(at) };
  await withDatabase(services, (db) => auditRefresh(db, refreshed));
  const states = judgeTrust({ trust, settings, lists: source.all, at });
  const isWell = states.every(({ faults }) => faults.length === 0);
  const lines = reports.map(({ file, outcome, detail }) => `${file}: ${outcome}, ${detail}\n`);
  if (reports.length === 0) lines.push('No address of a list is known. Write them into trust.json (crls).\n');
  io.stdout.write(values.json === true ? writeLine({ ok: isWell, reports }) : lines.join(''));
  return isWell ? 0 : 1;
}
