import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { run } from '../../../src/reports/mappings/commands/check.js';
import { templateCsv } from '../../../src/reports/schema/template-csv.js';

const folder = mkdtempSync(join(tmpdir(), 'jianbao-mapping-'));
afterAll(() => rmSync(folder, { recursive: true }));

const right =
  '{"mapping":1,"kind":"general","columns":{"證號":"worker_id","ht":"height"},"leaveOut":["病歷號"]}';
const sample = templateCsv('general', 'zh-Hant')
  .replace('身分證統一編號', '證號')
  .replace('身高', 'HT')
  .replace('A123456789,王範例', 'A100000001,王小明')
  .replace('172.5', '17');

describe('jianbao mapping check', () => {
  it('says each fault by file and line', async () => {
    const file = keep(
      'wrong.json',
      '{\n "mapping": 1, "kind": "general",\n "columns": {\n  "血型": "blood",\n  "身高": "weight" }\n}',
    );
    expect(await check(file)).toEqual([
      1,
      [
        `${file}:4: blood, which 血型 is mapped to, is no column of this kind of exam. Look it up among the columns; write its Chinese name or key.`,
        `${file}:5: 身高 is the template’s 身高 and cannot be 體重: files made with the template would be read wrongly. Export the column under another name.`,
      ],
    ]);
  });

  it('says how a sample is read, and what is found in it', async () => {
    const [code, lines] = await check(keep('right.json', right), '--sample', keep('sample.csv', sample));
    expect(code).toBe(0);
    expect(lines[0]).toBe('The mapping is right: 2 columns of general exams, 1 left out.');
    expect(lines).toContain('E\t證號（身分證統一編號）\tworker_id');
    expect(lines.slice(-2)).toEqual([
      '1 rows read.',
      '1 × RPT_VALUE_IMPOSSIBLE HT（身高）: This value is impossible: it must lie between 50 and 250 cm. Check the decimal point, the unit, and whether it is in the right column.',
    ]);
  });

  it('says what of a sample the mapping does not name', async () => {
    const other = sample.replace('證號', '就醫者');
    const [code, lines] = await check(keep('right.json', right), '--sample', keep('other.csv', other));
    expect([code, lines.at(-1)?.slice(0, 24)]).toEqual([1, 'RPT_FILE_HEADER_UNKNOWN:']);
  });

  it('wants one file', async () => {
    expect((await check())[0]).toBe(2);
  });
});

function keep(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

async function check(...args: readonly string[]): Promise<readonly [number, readonly string[]]> {
  let out = '';
  const stdout = { write: (text: string) => (out += text) };
  const code = await run(
    args,
    { stdout, stderr: { write: () => undefined } },
    () => new Date('2026-11-22T02:00:00Z'),
  );
  return [code, out.trimEnd().split('\n')];
}
