import { parseArgs } from 'node:util';
import type { CommandIo } from '../../commands.js';
import { type Database, inTransaction } from '../../database/index.js';
import { stateOfKey } from '../data-keys/key-state.js';
import { type DataKey, listDataKeys } from '../data-keys/store.js';
import { type Keys, openKeys } from '../open-keys.js';
import { type ResealProgress, resealValues } from '../sealed-columns/reseal-values.js';
import type { SealedColumn } from '../sealed-columns/sealed-column.js';
import type { SealedStore, StoreProgress } from '../sealed-columns/sealed-store.js';
import { auditKeyStep } from './audit-key-step.js';
import { type KeyCommandServices, withDatabase } from './services.js';

const usage = 'Usage: jianbao keys reseal --purpose PURPOSE [--batch ROWS]\n';

/**
 * `jianbao keys reseal --purpose P [--batch N]`: seals what older keys sealed with the active one, while gateways work. May
 * be stopped at any moment; the next run goes on.
 *
 * @returns exit code: 0 all values are sealed with the active key, 1 some are not (each is named), 2 misuse
 * @throws MasterKeyMismatchError, KeyFileError
 */
export async function run(args: string[], io: CommandIo, services: KeyCommandServices): Promise<number> {
  const call = readCall(args, services);
  if (call === undefined) {
    const names = new Set([...services.columns, ...services.stores].map(({ purpose }) => purpose));
    io.stderr.write(`${usage}Purposes: ${[...names].join(', ')}.\n`);
    return 2;
  }
  const masterKey = await services.readMasterKey();
  return withDatabase(services, async (db) => {
    const purposes = services.purposes.filter(({ name }) => name === call.purpose);
    const keys = await openKeys({ ...services, db, masterKey, purposes });
    const states = await keysByState(db, call.purpose, services.clock());
    if (states.next !== undefined) {
      const from = states.active?.retiredAt?.toISOString() ?? '';
      io.stderr.write(`Key ${states.next.id} is used from ${from}; run this again then.\n`);
      return 1;
    }
    if (states.active === undefined) throw new TypeError(`No key of purpose "${call.purpose}" is active.`);
    let left = 0;
    for (const column of call.columns) {
      const done = await resealColumn({
        db,
        keys,
        io,
        column,
        activeKeyId: states.active.id,
        batch: call.batch,
      });
      if (done === undefined) continue;
      left += done.unreadable.length;
      const detail = { ...nameOf(column), key: states.active.id, moved: done.moved };
      await inTransaction(db, (trx) =>
        auditKeyStep(trx, services, { action: 'keys.reseal', reference: call.purpose, detail }),
      );
    }
    for (const store of call.stores) {
      const done = await resealStore({ db, keys, io, store, activeKeyId: states.active.id });
      left += done.unreadable.length;
      const detail = { store: store.name, key: states.active.id, moved: done.moved };
      await inTransaction(db, (trx) =>
        auditKeyStep(trx, services, { action: 'keys.reseal', reference: call.purpose, detail }),
      );
    }
    if (left === 0)
      io.stdout.write(`Every value of "${call.purpose}" is sealed with key ${states.active.id}.\n`);
    return left === 0 ? 0 : 1;
  });
}

interface Call {
  readonly purpose: string;
  readonly columns: readonly SealedColumn[];
  readonly stores: readonly SealedStore[];
  readonly batch: number;
}

function readCall(args: string[], { columns, stores }: KeyCommandServices): Call | undefined {
  const { values } = parseArgs({
    args,
    options: { purpose: { type: 'string' }, batch: { type: 'string', default: '100' } },
    strict: true,
  });
  const own = columns.filter(({ purpose }) => purpose === values.purpose);
  const ownStores = stores.filter(({ purpose }) => purpose === values.purpose);
  const batch = /^[1-9]\d{0,3}$/u.test(values.batch) ? Number(values.batch) : undefined;
  if (values.purpose === undefined || own.length + ownStores.length === 0 || batch === undefined)
    return undefined;
  return { purpose: values.purpose, columns: own, stores: ownStores, batch };
}

interface ColumnWork {
  readonly db: Database;
  readonly keys: Keys;
  readonly io: CommandIo;
  readonly column: SealedColumn;
  readonly activeKeyId: string;
  readonly batch: number;
}

async function resealColumn({ db, keys, io, ...options }: ColumnWork): Promise<ResealProgress | undefined> {
  const { table, column } = options.column;
  let last: ResealProgress | undefined;
  for await (const progress of resealValues(db, keys, options)) {
    for (const row of progress.unreadable.slice(last?.unreadable.length ?? 0)) {
      io.stderr.write(`${table}.${column} ${JSON.stringify(row)} does not open and was left as it is.\n`);
    }
    io.stdout.write(`${table}.${column}: ${progress.moved} values moved\n`);
    last = progress;
  }
  return last;
}

async function resealStore({
  db,
  keys,
  io,
  store,
  activeKeyId,
}: Pick<ColumnWork, 'db' | 'keys' | 'io' | 'activeKeyId'> & {
  readonly store: SealedStore;
}): Promise<StoreProgress> {
  let last: StoreProgress = { moved: 0, unreadable: [] };
  for await (const progress of store.reseal(db, keys, activeKeyId)) {
    for (const name of progress.unreadable.slice(last.unreadable.length)) {
      io.stderr.write(`${store.name} ${name} does not open and was left as it is.\n`);
    }
    last = { ...progress, unreadable: [...progress.unreadable] };
  }
  io.stdout.write(`${store.name}: ${last.moved} values moved\n`);
  return last;
}

async function keysByState(db: Database, purpose: string, now: Date) {
  const keys = (await listDataKeys(db)).filter((key) => key.purpose === purpose);
  const find = (state: string): DataKey | undefined =>
    keys.find((key) => stateOfKey(key, keys, now) === state);
  return { active: find('active'), next: find('next') };
}

function nameOf({ table, column }: SealedColumn) {
  return { table, column };
}
