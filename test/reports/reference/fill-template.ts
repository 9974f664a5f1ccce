import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

type Cells = readonly (string | number | null)[];

/** A template as another implementation finds it. */
export interface FoundTemplate {
  readonly sheets: readonly string[];
  readonly frozen: string;
  /** Of the whole column, by its head. */
  readonly formats: Readonly<Record<string, string>>;
  readonly rows: readonly Cells[];
  /** By the head: type, two formulas, style, cells, sentence. */
  readonly checks: Readonly<Record<string, readonly (string | null)[]>>;
  readonly codes: readonly Cells[];
  readonly notes: readonly Cells[];
}

/** Opens a template with openpyxl, writes into its example row as a person does, and saves it. */
export function fillTemplate(
  template: Uint8Array,
  cells: Readonly<Record<string, string | number | null>>,
): { readonly found: FoundTemplate; readonly filled: Buffer } {
  const folder = mkdtempSync(join(tmpdir(), 'jianbao-template-'));
  try {
    const [source, target] = [join(folder, 'template.xlsx'), join(folder, 'filled.xlsx')];
    writeFileSync(source, template);
    const program = fileURLToPath(new URL('./fill-template.py', import.meta.url));
    // The system's Python has Debian's openpyxl; another one in the path may not.
    const printed = execFileSync('/usr/bin/python3', [program, source, target, JSON.stringify(cells)]);
    return { found: JSON.parse(printed.toString()), filled: readFileSync(target) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
