import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { errorsDocument } from '../../src/guide/errors-document.js';
import { accountErrors } from '../../src/problems/accounts.js';
import { cardErrors } from '../../src/problems/card.js';
import { errorCodes } from '../../src/problems/index.js';
import { reportErrors } from '../../src/problems/reports.js';
import { trustErrors } from '../../src/problems/trust.js';
import { webErrors } from '../../src/problems/web.js';
import { readSources, root } from './support/sources.js';

const uses = readSources('src', ['.ts', '.njk', '.json']).filter(
  ({ path }) => !path.startsWith('src/problems/'),
);
const known = new Set<string>(errorCodes);

describe('the table of errors', () => {
  it('has each code once', () => {
    const parts = [webErrors, cardErrors, accountErrors, reportErrors, trustErrors].flatMap((part) =>
      Object.keys(part),
    );
    expect(parts.filter((code, at) => parts.indexOf(code) !== at)).toEqual([]);
  });

  it('has no code that nobody answers with', () => {
    const used = new Set(uses.flatMap(({ text }) => text.match(/\bERR_[A-Z0-9_]+\b/g) ?? []));
    expect(errorCodes.filter((code) => !used.has(code))).toEqual([]);
  });

  it('has every code that is answered with', () => {
    const answered = /(?:new Problem\(|\bcode:|\bproblem:)\s*['"](ERR_[A-Z0-9_]+)['"]/g;
    const unknown = uses.flatMap(({ path, text }) =>
      [...text.matchAll(answered)]
        .filter(([, code = '']) => !known.has(code))
        .map(([, code]) => `${path}: ${code}`),
    );
    expect(unknown).toEqual([]);
  });

  it('is what docs/errors.md says (node scripts/write-errors-document.mjs writes it)', () => {
    expect(readFileSync(join(root, 'docs', 'errors.md'), 'utf8')).toBe(errorsDocument());
  });
});
