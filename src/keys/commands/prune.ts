import { parseArgs } from 'node:util';
import type { CommandIo } from '../../commands.js';
import { inTransaction } from '../../database/index.js';
import { stateOfKey } from '../data-keys/key-state.js';
import { type DataKey, deleteDataKey, listDataKeys, lockDataKeys } from '../data-keys/store.js';
import { countAll } from '../sealed-columns/count-all.js';
import { auditKeyStep } from './audit-key-step.js';
import { type KeyCommandServices, withDatabase } from './services.js';

/** How long a key must have been out of use: work that began with it has ended by then, and seals nothing any more. */
const restMilliseconds = 24 * 60 * 60_000;

/**
 * `jianbao keys prune [--dry-run]`: deletes data keys that have been retired for a day and that nothing is sealed with any
 * more. A backup of the database holds its own keys. Needs no master key.
 *
 * @returns exit code 0
 */
export async function run(args: string[], io: CommandIo, services: KeyCommandServices): Promise<number> {
  const { values } = parseArgs({ args, options: { 'dry-run': { type: 'boolean' } }, strict: true });
  const { clock } = services;
  await withDatabase(services, async (db) => {
    const counts = await countAll(db, services);
    const countOf = ({ purpose, id }: DataKey) =>
      counts
        .filter((each) => each.purpose === purpose && each.keyId === id)
        .reduce((sum, { count }) => sum + count, 0);
    const retired = (await listDataKeys(db)).filter(({ retiredAt }) => retiredAt !== null);
    for (const key of retired) {
      const left = countOf(key);
      const said = `${key.id}  ${key.purpose}`;
      if (!hasRested(key, clock())) io.stdout.write(`${said}: kept, in use less than a day ago\n`);
      else if (left > 0) io.stdout.write(`${said}: kept, ${left} values are sealed with it\n`);
      else {
        if (values['dry-run'] !== true) {
          await inTransaction(db, async (trx) => {
            requireRetired(await lockDataKeys(trx), key, clock());
            await deleteDataKey(trx, key.id);
            const detail = { key: key.id, purpose: key.purpose };
            await auditKeyStep(trx, services, { action: 'keys.prune', reference: key.purpose, detail });
          });
        }
        io.stdout.write(`${said}: ${values['dry-run'] === true ? 'can be deleted' : 'deleted'}\n`);
      }
    }
    if (retired.length === 0) io.stdout.write('No key is retired.\n');
  });
  return 0;
}

function hasRested({ retiredAt }: DataKey, now: Date): boolean {
  return retiredAt !== null && now.getTime() - retiredAt.getTime() >= restMilliseconds;
}

function requireRetired(all: readonly DataKey[], key: DataKey, now: Date): void {
  if (stateOfKey(key, all, now) !== 'retired') throw new TypeError(`Key ${key.id} is in use.`);
}
