import { parseArgs } from 'node:util';
import type { CommandIo } from '../../commands.js';
import { inTransaction } from '../../database/index.js';
import { rewrapDataKeys } from '../data-keys/rewrap.js';
import { auditKeyStep } from './audit-key-step.js';
import { type KeyCommandServices, withDatabase } from './services.js';

const usage = 'Usage: jianbao keys rewrap --new-master FILE|pkcs11:…\n';

/**
 * `jianbao keys rewrap --new-master SOURCE`: wraps every data key with another master key, in one transaction.
 *
 * @returns exit code: 0 done, 2 misuse
 * @throws MasterKeyMismatchError, KeyFileError, TokenKeyError
 */
export async function run(args: string[], io: CommandIo, services: KeyCommandServices): Promise<number> {
  const { values } = parseArgs({ args, options: { 'new-master': { type: 'string' } }, strict: true });
  const source = values['new-master'];
  if (source === undefined) {
    io.stderr.write(usage);
    return 2;
  }
  const to = await services.readMasterKey(source);
  const from = await services.readMasterKey();
  const count = await withDatabase(services, (db) =>
    inTransaction(db, async (trx) => {
      const wrapped = await rewrapDataKeys(trx, from, to);
      await auditKeyStep(trx, services, {
        action: 'keys.rewrap',
        reference: to.id,
        detail: { from: from.id, to: to.id, keys: wrapped },
      });
      return wrapped;
    }),
  );
  io.stdout.write(
    `${count} data keys are wrapped by master key ${to.id} now. Gateways that run go on; before they are started again, ` +
      'or keys are rotated, make it the configured master key. Keep the old one as long as backups need it.\n',
  );
  return 0;
}
