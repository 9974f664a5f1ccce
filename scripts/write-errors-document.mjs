// Writes docs/errors.md from the table of errors. Run "npm run build" first.
import { writeFileSync } from 'node:fs';
import { errorsDocument } from '../dist/src/guide/errors-document.js';

writeFileSync(new URL('../docs/errors.md', import.meta.url), errorsDocument());
