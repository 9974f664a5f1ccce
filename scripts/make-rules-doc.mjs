// Writes docs/report-rules.md from the table of rules. Build first; a test keeps the two the same.
import { writeFile } from 'node:fs/promises';
import { documentRules } from '../dist/src/reports/rules/document.js';

await writeFile(new URL('../docs/report-rules.md', import.meta.url), documentRules());
