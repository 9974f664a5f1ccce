import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hazardOperations } from '../../../src/reports/schema/hazard-operations.js';
import { layoutOf } from '../../../src/reports/schema/layouts.js';

const folder = '../shared/data';

interface Item {
  readonly key: string;
  readonly codes?: Readonly<Record<string, string>>;
  readonly [fact: string]: unknown;
}

describe.skipIf(!existsSync(folder))(`the layouts, beside ${folder}`, () => {
  const items = read('exam-items.json') as Readonly<Record<string, readonly Item[]>>;
  const { hazards } = read('hazards.json') as { readonly hazards: readonly Item[] };

  it.each([
    ['general', 'common'],
    ['general', 'general'],
    ['special', 'common'],
    ['special', 'special'],
    ['special', 'specialTests'],
  ] as const)(
    'have in %s exams the items of %s, with their names, units, limits and codes',
    (kind, group) => {
      const { columns } = layoutOf(kind);
      for (const item of items[group] ?? []) {
        const column: Readonly<Record<string, unknown>> = { ...columns.find(({ key }) => key === item.key) };
        const facts = ['name', 'hardMin', 'hardMax', 'softMin', 'softMax', 'decimals', 'loinc', 'codes'];
        // A name of an image has no length in the data.
        if (item.type !== 'image') facts.push('maxLength');
        for (const fact of facts)
          expect([item.key, fact, column[fact]]).toEqual([item.key, fact, item[fact]]);
        expect([item.key, column.unit ?? '']).toEqual([item.key, item.unit ?? '']);
      }
    },
  );

  it('have the 35 operations with their items, day and years of keeping', () => {
    const ours = hazardOperations.map(({ items: examined, ...facts }) => ({
      ...facts,
      items: [...examined].sort(),
    }));
    expect(ours).toEqual(
      hazards.map(({ code, name, effectiveFrom, retentionYears, items: examined }) => ({
        code,
        name,
        effectiveFrom,
        retentionYears,
        items: [...(examined as string[])].sort(),
      })),
    );
  });
});

function read(name: string): unknown {
  return JSON.parse(readFileSync(`${folder}/${name}`, 'utf8'));
}
