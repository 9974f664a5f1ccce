import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A cell as openpyxl reads it. */
export type ReadCell = readonly [type: string, format: string, value: string | number | null];

/** The first sheet of a workbook as another implementation reads it. */
export function readWorkbook(bytes: Uint8Array): {
  readonly title: string;
  readonly frozenAt: string;
  readonly rows: readonly (readonly ReadCell[])[];
} {
  const folder = mkdtempSync(join(tmpdir(), 'jianbao-xlsx-'));
  try {
    const file = join(folder, 'read.xlsx');
    writeFileSync(file, bytes);
    const program = fileURLToPath(new URL('./read-workbook.py', import.meta.url));
    // The system's Python has Debian's openpyxl; another one in the path may not.
    const lines = execFileSync('/usr/bin/python3', [program, file], { maxBuffer: 1 << 28 })
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const [[title, frozenAt], ...rows] = lines;
    return { title, frozenAt, rows };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
