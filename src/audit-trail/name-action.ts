import { catalogueOf, type Translate } from '../locales/index.js';

/** What was done, in words; an action that no page has a name for, such as an old one, as its code. */
export function nameAction(action: string, t: Translate): string {
  return named.has(actionNames + action) ? t(actionNames + action) : action;
}

/** The kind of thing it was done to, in words, or its code. */
export function nameTarget(kind: string, t: Translate): string {
  return named.has(targetNames + kind) ? t(targetNames + kind) : kind;
}

const actionNames = 'audit-trail.action-name.';
const targetNames = 'audit-trail.target-name.';

/** Both languages have the same keys. */
const named = catalogueOf('zh-Hant');
