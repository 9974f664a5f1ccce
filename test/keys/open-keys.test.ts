import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { rewrapDataKeys } from '../../src/keys/data-keys/rewrap.js';
import {
  type KeyPurpose,
  MasterKeyMismatchError,
  masterKeyOf,
  openKeys,
  RotationPendingError,
  rotateDataKey,
} from '../../src/keys/index.js';
import { describeOnEachDatabase } from '../support/databases.js';

const masterKey = masterKeyOf(Buffer.alloc(32, 1), randomBytes);
const clock = () => new Date('2026-11-22T01:00:00Z');
const purposes: readonly KeyPurpose[] = [
  { name: 'records', use: 'seal' },
  { name: 'worker-id', use: 'index' },
];

describeOnEachDatabase('the data keys', (open) => {
  it('are made once and found again by the next start', async () => {
    const { db } = await open();
    const first = await openKeys({ db, masterKey, random: randomBytes, clock, purposes });
    const second = await openKeys({ db, masterKey, random: randomBytes, clock, purposes });
    expect(second.open('records', first.seal('records', Buffer.from('x'), 'c'), 'c').toString()).toBe('x');
    expect(second.blindIndex('worker-id', 'A')).toEqual(first.blindIndex('worker-id', 'A'));
    expect(await db('data_keys').select('purpose').orderBy('purpose')).toEqual([
      { purpose: 'records' },
      { purpose: 'worker-id' },
    ]);
  });

  it('are the same for processes that start at the same moment', async () => {
    const { db } = await open();
    const all = await Promise.all(
      Array.from({ length: 6 }, () => openKeys({ db, masterKey, random: randomBytes, clock, purposes })),
    );
    const indexes = all.map((keys) => keys.blindIndex('worker-id', 'A').toString('hex'));
    expect(new Set(indexes).size).toBe(1);
    expect(await db('data_keys').count({ n: '*' })).toEqual([{ n: 2 }]);
  });

  it('lie in the database wrapped', async () => {
    const { db } = await open();
    const keys = await openKeys({ db, masterKey, random: randomBytes, clock, purposes });
    const stored = Buffer.concat((await db('data_keys').select('wrapped')).map(({ wrapped }) => wrapped));
    for (const { bytes } of keys.material('records', 'worker-id').keys) {
      expect(stored.includes(Buffer.from(bytes))).toBe(false);
    }
  });

  it('are given out for the purposes asked for only', async () => {
    const { db } = await open();
    const keys = await openKeys({ db, masterKey, random: randomBytes, clock, purposes });
    expect(keys.material('records').keys.map(({ purpose }) => purpose)).toEqual(['records']);
    expect(keys.material().keys).toEqual([]);
  });

  it('are refused with a sentence under another master key', async () => {
    const { db } = await open();
    await openKeys({ db, masterKey, random: randomBytes, clock, purposes });
    const other = masterKeyOf(Buffer.alloc(32, 2), randomBytes);
    await expect(openKeys({ db, masterKey: other, random: randomBytes, clock, purposes })).rejects.toThrow(
      new MasterKeyMismatchError(masterKey.id, other.id),
    );
  });

  it('do not unwrap in each other’s place', async () => {
    const { db } = await open();
    const pair: KeyPurpose[] = [
      { name: 'one', use: 'seal' },
      { name: 'two', use: 'seal' },
    ];
    await openKeys({ db, masterKey, random: randomBytes, clock, purposes: pair });
    const [one, two] = await db('data_keys').orderBy('purpose');
    await db('data_keys').where({ id: one.id }).update({ wrapped: two.wrapped });
    await expect(openKeys({ db, masterKey, random: randomBytes, clock, purposes: pair })).rejects.toThrow();
  });

  it('rotate: after a minute of notice new values take the new key everywhere; old ones stay readable', async () => {
    const { db } = await open();
    let now = new Date('2026-11-22T01:00:00Z');
    const moving = { masterKey, random: randomBytes, clock: () => now };
    const mine = await openKeys({ db, ...moving, purposes });
    const theirs = await openKeys({ db, ...moving, purposes });
    const old = mine.seal('records', Buffer.from('old'), 'c');
    const { keyId, usedFrom } = await rotateDataKey(db, moving, { name: 'records', use: 'seal' });
    expect(usedFrom).toEqual(new Date('2026-11-22T01:01:00Z'));
    await expect(rotateDataKey(db, moving, { name: 'records', use: 'seal' })).rejects.toThrow(
      RotationPendingError,
    );
    await mine.refresh();
    expect(mine.seal('records', Buffer.from('x'), 'c').subarray(1, 9)).toEqual(old.subarray(1, 9));
    // The other gateway reads the table within the minute; the first one goes over a little earlier.
    await theirs.refresh();
    now = usedFrom;
    await mine.refresh();
    const fresh = mine.seal('records', Buffer.from('new'), 'c');
    expect(fresh.toString('hex', 1, 9)).toBe(keyId);
    expect(theirs.open('records', fresh, 'c').toString()).toBe('new');
    expect(theirs.seal('records', Buffer.from('x'), 'c').subarray(1, 9)).toEqual(old.subarray(1, 9));
    await theirs.refresh();
    expect(theirs.seal('records', Buffer.from('x'), 'c').toString('hex', 1, 9)).toBe(keyId);
    expect(theirs.open('records', old, 'c').toString()).toBe('old');
  });

  it('of a blind index do not rotate', async () => {
    const { db } = await open();
    await openKeys({ db, masterKey, random: randomBytes, clock, purposes });
    const maker = { masterKey, random: randomBytes, clock };
    await expect(rotateDataKey(db, maker, { name: 'worker-id', use: 'index' })).rejects.toThrow(TypeError);
  });

  it('take another master key while gateways work: those go on, the next start needs the new one', async () => {
    const { db } = await open();
    const keys = await openKeys({ db, masterKey, random: randomBytes, clock, purposes });
    const sealed = keys.seal('records', Buffer.from('x'), 'c');
    const other = masterKeyOf(Buffer.alloc(32, 2), randomBytes);
    expect(await rewrapDataKeys(db, masterKey, other)).toBe(2);
    await keys.refresh();
    expect(keys.open('records', sealed, 'c').toString()).toBe('x');
    await expect(openKeys({ db, masterKey, random: randomBytes, clock, purposes })).rejects.toThrow(
      MasterKeyMismatchError,
    );
    const again = await openKeys({ db, masterKey: other, random: randomBytes, clock, purposes });
    expect(again.open('records', sealed, 'c').toString()).toBe('x');
    expect(await rewrapDataKeys(db, masterKey, other)).toBe(0);
  });

  it('stay as they are when one of them cannot be wrapped anew', async () => {
    const { db } = await open();
    await openKeys({ db, masterKey, random: randomBytes, clock, purposes });
    await db('data_keys')
      .where({ purpose: 'worker-id' })
      .update({ wrapped: Buffer.alloc(60) });
    const before = await db('data_keys').orderBy('id');
    const other = masterKeyOf(Buffer.alloc(32, 2), randomBytes);
    await expect(rewrapDataKeys(db, masterKey, other)).rejects.toThrow();
    expect(await db('data_keys').orderBy('id')).toEqual(before);
  });
});
