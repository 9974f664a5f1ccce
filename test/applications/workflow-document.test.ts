import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { workflowDocument } from '../../src/applications/workflow-document.js';
import { workflowRules } from '../../src/applications/workflow-rules.js';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

describe('docs/account-workflow.md', () => {
  it('is what the tables say (node scripts/write-account-workflow.mjs writes it)', () => {
    expect(read('docs/account-workflow.md')).toBe(workflowDocument());
  });

  it.each(workflowRules)('names tests that exist for $id', ({ provenBy }) => {
    for (const [file, name] of provenBy) expect(read(`test/${file}`), file).toContain(name);
  });

  it('has each rule once', () => {
    const ids = workflowRules.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
