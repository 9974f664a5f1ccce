import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const text = readFileSync('docs/security.md', 'utf8');

interface Line {
  readonly requirement: string;
  readonly where: string;
  readonly shownBy: string;
}

const lines: readonly Line[] = text
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| requirement '))
  .map((line) => {
    const [requirement = '', where = '', shownBy = ''] = line.slice(2, -2).split(' | ');
    return { requirement, where, shownBy };
  });

/** What stands between backticks and begins like a path of this repository. */
function pathsIn(markdown: string): readonly string[] {
  return [...markdown.matchAll(/`((?:test|src|docs|smartcard|scripts|bench)\/[^`]*)`/g)].map(
    ([, path = '']) => path,
  );
}

describe('docs/security.md', () => {
  it('has every chapter and every family', () => {
    const begins = new Set(lines.map(({ requirement }) => requirement.split(/[. ]/)[0]));
    for (let chapter = 1; chapter <= 17; chapter += 1) expect(begins).toContain(`V${chapter}`);
    for (const family of [
      '存取控制',
      '事件日誌',
      '營運持續計畫',
      '識別與鑑別',
      '系統與服務獲得',
      '系統與通訊保護',
      '系統與資訊完整性',
    ]) {
      expect(begins).toContain(family);
    }
  });

  it('names files that exist', () => {
    expect(pathsIn(text).length).toBeGreaterThan(150);
    expect([...new Set(pathsIn(text))].filter((path) => !existsSync(path))).toEqual([]);
  });

  it.each(lines)('$requirement: a test, a reason why not, or a gap that says so', ({ where, shownBy }) => {
    const tests = pathsIn(shownBy).filter((path) => path.endsWith('.test.ts'));
    if (shownBy === 'does not apply') return;
    if (tests.length === 0) expect([shownBy, where.includes('**gap**')]).toEqual(['–', true]);
    else expect(shownBy).toMatch(/^(`test\/[\w/-]+\.test\.ts`(, )?)+$/);
  });
});
