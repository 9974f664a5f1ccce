import { describe, expect, it } from 'vitest';
import { ways } from '../../src/applications/index.js';
import { wayRows } from '../../src/guide/ways.js';
import { catalogueOf, languages } from '../../src/locales/index.js';

describe('the manual’s table of ways', () => {
  it('tells every cell of the table by which applications are filed, once and as it is', () => {
    const told = wayRows.flatMap(({ requests, manager, reporter }) =>
      requests.flatMap((request) => [
        { request, role: 'manager', way: manager },
        { request, role: 'reporter', way: reporter },
      ]),
    );
    const inOrder = (cells: readonly { request: string; role: string; way: string }[]) =>
      cells.map(({ request, role, way }) => `${request} ${role} ${way}`).sort();
    expect(inOrder(told)).toEqual(inOrder(ways));
  });

  it.each(languages)('has a text for every row: %s', (language) => {
    const catalogue = catalogueOf(language);
    const keys = wayRows.flatMap(({ asked, manager, reporter }) => [asked, manager, reporter]);
    expect(keys.filter((key) => !catalogue.has(`help.account.ways.${key}`))).toEqual([]);
  });
});
