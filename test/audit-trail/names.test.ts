import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { transitions } from '../../src/applications/index.js';
import { nameAction, nameTarget } from '../../src/audit-trail/name-action.js';
import { translate } from '../../src/locales/index.js';

const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(join('src', name), 'utf8'))
  .filter((text) => /\bappendAudit\b|AuditEvent|recordLook|audit(Key|Change)/.test(text));

/** Every text that stands where an action or a kind of target is given. */
function found(pattern: RegExp): readonly string[] {
  return [...new Set(sources.flatMap((text) => [...text.matchAll(pattern)].map(([, name = '']) => name)))];
}

describe.each(['zh-Hant', 'en'] as const)('the audit trail in %s', (language) => {
  const t = (key: string) => translate(language, key);

  it('has a name for every action that the gateway writes', () => {
    const written = found(/\b(?:action|how): (?:[^,\n]*\? )?'([a-z-]+\.[a-z-]+)'/g);
    const ofApplications = transitions.map(({ event }) => `application.${event}`);
    expect(written.length).toBeGreaterThan(40);
    const nameless = [...written, ...ofApplications].filter((action) => nameAction(action, t) === action);
    expect(nameless).toEqual([]);
  });

  it('has a name for every kind of thing that something is done to', () => {
    const kinds = found(/target: \{ kind: '([a-z-]+)'/g);
    expect(kinds.length).toBeGreaterThan(10);
    expect(kinds.filter((kind) => nameTarget(kind, t) === kind)).toEqual([]);
  });

  it('shows what it has no name for as it is written', () => {
    expect([nameAction('old.action', t), nameTarget('old', t)]).toEqual(['old.action', 'old']);
  });
});
