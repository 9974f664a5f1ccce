import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'jianbao-files-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('what the command writes is readable for its user only, however lenient the shell is', () => {
  const data = join(folder, 'data');
  const environment = {
    ...process.env,
    JIANBAO_ORIGIN: 'https://hcd.example.gov.tw',
    JIANBAO_DATA_DIR: data,
  };
  const run = (...words: string[]) =>
    execFileSync('sh', ['-c', 'umask 000; exec "$@"', 'sh', process.execPath, 'dist/src/cli.js', ...words], {
      env: environment,
    });
  run('keys', 'init', '--dir', join(data, 'keys'), '--name', 'hcd.example.gov.tw');
  run('migrate');
  run('sample', '--kind', 'general', '--rows', '2', '--seed', '1', '--out', join(data, 'sample.csv'));
  const written = readdirSync(data, { recursive: true, withFileTypes: true }).map((entry) =>
    join(entry.parentPath, entry.name),
  );
  expect(written).toContain(join(data, 'jianbao.sqlite'));
  const open = written.filter((path) => (statSync(path).mode & 0o077) !== 0);
  expect(open).toEqual([]);
});
