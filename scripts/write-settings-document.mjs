// Writes docs/settings.md from the table of settings. `--check` only compares.
import { readFile, writeFile } from 'node:fs/promises';
import { settings } from '../dist/src/settings.js';

const rows = Object.entries(settings).map(
  ([name, { fallback, meaning }]) =>
    `| \`${name}\` | ${fallback === null ? 'required' : fallback === '' ? '–' : `\`${fallback}\``} | ${meaning} |`,
);
const text = `# Settings

Made from \`src/settings.ts\` by \`scripts/write-settings-document.mjs\`. All are environment variables, read once at the start; a
name that begins with \`JIANBAO_\` and is not in this table stops the gateway.

| variable | default | meaning |
|---|---|---|
${rows.join('\n')}
`;
const file = new URL('../docs/settings.md', import.meta.url);
if (process.argv.includes('--check')) {
  if ((await readFile(file, 'utf8')) !== text)
    throw new Error('docs/settings.md is not what the table says.');
} else await writeFile(file, text);
