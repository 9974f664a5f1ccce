import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const heading = '## Every line of the design and its tests';
const [, table = ''] = readFileSync('docs/card-login.md', 'utf8').split(heading);

interface Line {
  readonly line: string;
  readonly shownBy: string;
}

const lines: readonly Line[] = table
  .split('\n')
  .filter((text) => text.startsWith('| ') && text !== '| line | shown by |')
  .map((text) => {
    const [line = '', shownBy = ''] = text.slice(2, -2).split(' | ');
    return { line, shownBy };
  });

const open = '–';

describe('the table of docs/card-login.md', () => {
  it('has every section of the design, and nothing twice', () => {
    const sections = [...table.matchAll(/^### (.+)$/gm)].map(([, title]) => title);
    expect(sections).toEqual([
      'The token',
      'Server validation',
      'Card profiles',
      'Binding',
      'The card agent',
      'Defences of the card agent',
      'Browsers',
      'Real parts',
      'Trust list and commands of the server',
    ]);
    expect(lines.length).toBeGreaterThan(110);
    expect(new Set(lines.map(({ line }) => line)).size).toBe(lines.length);
  });

  it('has no line open', () => {
    expect(lines.filter(({ shownBy }) => shownBy === open).map(({ line }) => line)).toEqual([]);
  });

  it.each(lines.filter(({ shownBy }) => shownBy !== open))('$line', ({ shownBy }) => {
    for (const named of shownBy.split('<br>')) {
      const [, file = '', titles = ''] = /^`(test\/[\w/-]+\.test\.ts)`: (.+)$/.exec(named) ?? [];
      expect(existsSync(file), `the file of ${named}`).toBe(true);
      const source = readFileSync(file, 'utf8');
      const [test = '', ...groups] = titles.split(' › ').reverse();
      expect(hasTest(source, test), `the test of ${named}`).toBe(true);
      for (const group of groups) expect(isFirstArgument(source, group), `the group of ${named}`).toBe(true);
    }
  });
});

/** Whether a title is that of a test: what `it(…)`, or what `it.each(…)` gave, is called with first. */
function hasTest(source: string, title: string): boolean {
  return placesOf(source, title).some((before) => /(\bit(\.(skipIf|runIf)\([^\n]*\))?|\))\($/.test(before));
}

function isFirstArgument(source: string, title: string): boolean {
  return placesOf(source, title).some((before) => before.endsWith('('));
}

/** What stands before each place where the title is a whole literal and an argument follows it. */
function placesOf(source: string, title: string): readonly string[] {
  return ["'", '"', '`'].flatMap((quote) =>
    source
      .split(`${quote}${title}${quote},`)
      .slice(0, -1)
      .map((before) => before.trimEnd()),
  );
}
