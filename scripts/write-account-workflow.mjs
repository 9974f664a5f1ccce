// Writes docs/account-workflow.md from the tables of applications. Build first; a test keeps the two the same.
import { writeFile } from 'node:fs/promises';
import { workflowDocument } from '../dist/src/applications/workflow-document.js';

await writeFile(new URL('../docs/account-workflow.md', import.meta.url), workflowDocument());
