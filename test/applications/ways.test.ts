import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  changeNames,
  type Filer,
  filers,
  requestsRefused,
  wayCell,
  wayOf,
  ways,
} from '../../src/applications/ways.js';

/** The specification's table once more, written out: request, role, way, and a letter for each of public, holder, manager. */
const expected = `
  new-account manager  letter p-m
  new-account reporter scan   --m
  ranges      manager  letter phm
  ranges      reporter scan   phm
  email       manager  letter phm
  email       reporter scan   phm
  disable     manager  letter phm
  disable     reporter scan   phm
  role        manager  letter --m
  role        reporter letter --m
  reactivate  manager  letter --m
  reactivate  reporter scan   --m
`
  .trim()
  .split('\n')
  .map((line) => line.trim().split(/\s+/));

const requests = ['new-account', ...changeNames] as const;
const roles = ['manager', 'reporter'] as const;

describe('the table of ways', () => {
  it('has the cells of the specification and no others', () => {
    expect(
      ways.map(({ request, role, way, filers: may }) => [
        request,
        role,
        way,
        filers.map((filer) => (may.includes(filer) ? filer.charAt(0) : '-')).join(''),
      ]),
    ).toEqual(expected);
  });

  it('is complete: each request about each role has exactly one cell', () => {
    for (const request of requests) {
      for (const role of roles) {
        expect(ways.filter((cell) => cell.request === request && cell.role === role)).toEqual([
          wayCell(request, role),
        ]);
      }
    }
  });

  for (const [request, role, way, who = ''] of expected) {
    for (const filer of filers) {
      const may = who.includes(filer.charAt(0));
      it(`${may ? 'lets' : 'does not let'} ${filer} file ${request} for a ${role}`, () => {
        const asked = requests.filter((one) => one === request);
        const cell = roles.find((one) => one === role) ?? 'manager';
        expect(requestsRefused(asked, cell, [filer])).toEqual(may ? [] : asked);
        expect(wayOf(asked, cell, filer)).toBe(filer === 'public' ? 'letter' : way);
      });
    }
  }
});

describe('a form that asks for several things', () => {
  const several = fc.uniqueArray(fc.constantFrom(...changeNames), { minLength: 1 });
  const anyRole = fc.constantFrom(...roles);

  it('goes by letter as a whole when one of them needs a letter, and only then', () => {
    fc.assert(
      fc.property(several, anyRole, fc.constantFrom<Filer>('holder', 'manager'), (asked, role, filer) => {
        const single = asked.map((request) => wayOf([request], role, filer));
        expect(wayOf(asked, role, filer)).toBe(single.includes('letter') ? 'letter' : 'scan');
      }),
    );
  });

  it('goes by letter when it was filed without login', () => {
    fc.assert(
      fc.property(several, anyRole, (asked, role) => {
        expect(wayOf(asked, role, 'public')).toBe('letter');
      }),
    );
  });

  it('a manager who files for the own account may ask what either holder or manager may', () => {
    expect(requestsRefused(['email', 'role'], 'manager', ['holder', 'manager'])).toEqual([]);
    expect(requestsRefused(['email', 'role', 'reactivate'], 'reporter', ['holder'])).toEqual([
      'role',
      'reactivate',
    ]);
  });

  it('asks for something', () => {
    expect(() => wayOf([], 'manager', 'holder')).toThrow(TypeError);
  });
});
