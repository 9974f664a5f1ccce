// Writes docs/openapi.json from the operations of the API. Run "npm run build" first.
import { writeFileSync } from 'node:fs';
import { openApiDocument } from '../dist/src/api/index.js';

const text = `${JSON.stringify(openApiDocument('en'), null, 2)}\n`;
writeFileSync(new URL('../docs/openapi.json', import.meta.url), text);
