import { parseArgs } from 'node:util';
import type { CommandIo } from '../../commands.js';
import { stateOfKey } from '../data-keys/key-state.js';
import { listDataKeys } from '../data-keys/store.js';
import { countAll, type KeyCount } from '../sealed-columns/count-all.js';
import { type KeyCommandServices, withDatabase } from './services.js';

/**
 * `jianbao keys list [--json]`: every data key with its state, its times and how many values it sealed. Needs no master key.
 *
 * @returns exit code 0
 */
export async function run(args: string[], io: CommandIo, services: KeyCommandServices): Promise<number> {
  const { values } = parseArgs({ args, options: { json: { type: 'boolean' } }, strict: true });
  const { keys, counts } = await withDatabase(services, async (db) => ({
    keys: await listDataKeys(db),
    counts: await countAll(db, services),
  }));
  const now = services.clock();
  for (const key of keys) {
    const line = {
      key: key.id,
      purpose: key.purpose,
      use: key.use,
      state: stateOfKey(key, keys, now),
      masterKey: key.masterKeyId,
      createdAt: key.createdAt.toISOString(),
      retiredAt: key.retiredAt?.toISOString() ?? null,
      // A hash does not say which key it was made with.
      values: key.use === 'index' ? null : valuesOf(counts, key.id),
    };
    io.stdout.write(values.json === true ? `${JSON.stringify(line)}\n` : describe(line));
  }
  return 0;
}

function valuesOf(counts: readonly KeyCount[], keyId: string): number {
  return counts.filter((each) => each.keyId === keyId).reduce((sum, { count }) => sum + count, 0);
}

interface Line {
  readonly key: string;
  readonly purpose: string;
  readonly use: string;
  readonly state: string;
  readonly createdAt: string;
  readonly values: number | null;
}

function describe({ key, purpose, use, state, createdAt, values }: Line): string {
  const count = values === null ? '' : `  ${values} values`;
  return `${key}  ${purpose.padEnd(22)} ${use.padEnd(7)} ${state.padEnd(8)} ${createdAt}${count}\n`;
}
