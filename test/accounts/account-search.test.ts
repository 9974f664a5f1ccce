import type { Request } from 'express';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { insertAccountRow } from '../../src/accounts/account-store.js';
import { cardList } from '../../src/accounts/pages/card-list.js';
import { searchTexts } from '../../src/accounts/search-texts.js';
import { type Database, inTransaction } from '../../src/database/index.js';
import { loadPart } from '../../src/web/lists/load-part.js';
import { readState } from '../../src/web/lists/read-state.js';
import { describeOnEachDatabase } from '../support/databases.js';

const moment = '2026-11-22T00:00:00.000Z';

const people: readonly (readonly [string, string])[] = [
  ['reviewer01', '王怡君'],
  ['Reviewer02', '王小明'],
  ['long-user-name-with-32-letters-x', 'Maria  Anna von der Lange-Strasse 100% a_b!c'],
  ['wang.xiao', '𠮷田 怡'],
  ['aaaa', 'aaaa'],
];

describeOnEachDatabase('looking for accounts by a part of their names', (open) => {
  let db: Database;

  beforeAll(async () => {
    ({ db } = await open());
    for (const [userName, name] of people) {
      await inTransaction(db, (trx) => insertAccountRow(trx, rowOf(userName, name)));
    }
  });

  const find = async (typed: string) => {
    const list = cardList({ accountId: 0 }, undefined);
    const asked = { originalUrl: `/list?${new URLSearchParams({ q: typed })}` } as Request;
    const { rows } = await loadPart(db, list, readState(asked, list));
    return rows.map(({ userName }) => userName);
  };

  it.each([
    ['怡', ['reviewer01', 'wang.xiao']],
    ['怡君', ['reviewer01']],
    ['VIEWER0', ['reviewer01', 'Reviewer02']],
    ['𠮷田 怡', ['wang.xiao']],
    ['long-user-name-with-32-letters-x', ['long-user-name-with-32-letters-x']],
    ['anna von der lange-strasse', ['long-user-name-with-32-letters-x']],
    ['  Anna', ['long-user-name-with-32-letters-x']],
    ['100% a_b!c', ['long-user-name-with-32-letters-x']],
    ['0_', []],
    ['%', ['long-user-name-with-32-letters-x']],
    ['nobody', []],
  ])('%s finds %j', async (typed, found) => {
    expect(await find(typed)).toEqual(found);
  });

  it('finds with the index whatever stands in a name, and nothing else', async () => {
    const parts = fc
      .tuple(fc.constantFrom(...people.flat()), fc.nat(32), fc.nat(32))
      .map(([text, from, length]) => [...text].slice(from, from + length + 1).join(''));
    await fc.assert(
      fc.asyncProperty(fc.oneof(parts, fc.string({ maxLength: 6 })), async (typed) => {
        const part = typed.trim().toLowerCase();
        const holders = people.filter((names) => names.some((name) => name.toLowerCase().includes(part)));
        expect(await find(typed)).toEqual(
          holders.map(([userName]) => userName).sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)),
        );
      }),
      { numRuns: 300 },
    );
  });
});

it('keeps each ending once, cut to sixteen characters', () => {
  expect(searchTexts(['abab', 'b'])).toEqual(['abab', 'bab', 'ab', 'b']);
  expect(searchTexts(['0123456789abcdef g'])[0]).toBe('0123456789abcdef');
  expect(searchTexts(['a b'])).toEqual(['a b', ' b', 'b']);
  expect(searchTexts(['123456789012345 z'])[0]).toBe('123456789012345');
  expect(searchTexts([''])).toEqual([]);
});

function rowOf(userName: string, name: string) {
  return {
    user_name: userName,
    role: 'reviewer',
    institution_id: null,
    state: 'active',
    name,
    id_last4: null,
    email: 'somebody@agency.example',
    language: 'zh-Hant',
    telephone: null,
    telephone_extension: null,
    mobile: null,
    password_hash: 'none',
    password_kind: 'one-time',
    password_set_at: moment,
    password_expires_at: moment,
    created_at: moment,
  } as const;
}
