import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a printed form says, without blanks and line ends: a line that was broken is the same text. */
export function textOfPdf(pdf: Buffer): string {
  const text = execFileSync('pdftotext', ['-layout', '-', '-'], { input: pdf }).toString();
  return text.replace(/\s/gu, '');
}

/** Those of these texts that a PDF does not say. */
export function missingIn(pdf: Buffer, texts: readonly string[]): readonly string[] {
  const said = textOfPdf(pdf);
  return texts.filter((text) => !said.includes(text.replace(/\s/gu, '')));
}

/** The first page of a form as a scanner sends it: a picture of the sheet of paper. */
export function scanOf(pdf: Buffer, format: 'png' | 'jpeg'): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'jianbao-paper-'));
  try {
    execFileSync('pdftoppm', [`-${format}`, '-r', '150', '-singlefile', '-', join(folder, 'page')], {
      input: pdf,
    });
    return readFileSync(join(folder, format === 'png' ? 'page.png' : 'page.jpg'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Keeps the picture of a form among the artefacts of the run. */
export function keepPaper(pdf: Buffer, name: string): void {
  const folder = fileURLToPath(new URL('../../artefacts/', import.meta.url));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.png`), scanOf(pdf, 'png'));
}
