import type { Request } from 'express';
import { findEntry } from '../audit/index.js';
import type { Clock } from '../clock.js';
import type { Database } from '../database/index.js';
import { type Translate, translate } from '../locales/index.js';
import { Problem } from '../problems/index.js';
import type { Role } from '../roles.js';
import { type NavigationItem, type RenderPage, type Route, visitOf } from '../web/index.js';
import { listRoutes } from '../web/lists/index.js';
import { readEntry } from './entry.js';
import { entryList } from './entry-list.js';
import { nameAction, nameTarget } from './name-action.js';
import { recordLook } from './record-look.js';

export interface AuditTrailServices {
  readonly db: Database;
  readonly clock: Clock;
  readonly render: RenderPage;
}

const who: readonly Role[] = ['supervisor'];

/** The audit trail for supervisors: a list to search, and one entry with its bytes and its place in the chain. */
export function auditTrailRoutes(services: AuditTrailServices): readonly Route[] {
  const { db, render } = services;
  return [
    ...listRoutes(services, {
      path: '/agency/audit',
      who,
      view: 'audit-trail/views/list.njk',
      list: () => entryList(),
      async model(request) {
        await recordLook(services, request, {
          action: 'audit.search',
          target: null,
          asked: askedOf(request),
        });
        return {};
      },
    }),
    {
      method: 'get',
      path: '/agency/audit/:seq',
      who,
      takes: 'nothing',
      async handle(request, response) {
        const found = await findEntry(db, numberOf(request));
        if (found === undefined) throw new Problem('ERR_AUDIT_ENTRY_UNKNOWN');
        const target = { kind: 'audit-entry', reference: String(found.seq) };
        await recordLook(services, request, { action: 'audit.read', target, asked: {} });
        const entry = readEntry(found.bytes);
        const { language } = visitOf(request);
        const t: Translate = (key, params) => translate(language, key, params);
        render(request, response, 'audit-trail/views/entry.njk', {
          entry,
          what: nameAction(entry.action, t),
          target: entry.target === null ? '' : nameTarget(entry.target.kind, t),
          at: new Date(entry.at),
          detail: JSON.stringify(entry.detail, null, 2),
          personal: Object.entries(entry.personal),
          chain: {
            ...found,
            text: found.bytes.toString('utf8'),
            hash: found.hash.toString('hex'),
            previousHash: found.previousHash.toString('hex'),
          },
        });
      },
    },
  ];
}

/** Links in the main navigation. */
export const auditTrailNavigation: readonly NavigationItem[] = [
  {
    href: '/agency/audit',
    text: 'audit-trail.title',
    who,
    inMenu: { of: who, hint: 'administration.audit' },
  },
];

/** What narrows the list; not how it is paged and sorted. */
function askedOf({ query }: Request): Readonly<Record<string, string>> {
  const asked = ['at-from', 'at-to', 'actor', 'action', 'target', 'outcome'].flatMap((field) => {
    const value = query[field];
    return typeof value === 'string' && value.trim() !== ''
      ? [[field, value.trim().slice(0, 100)] as const]
      : [];
  });
  return Object.fromEntries(asked);
}

/** A text that is no number names no entry. */
function numberOf(request: Request): number {
  const text = String(request.params.seq);
  return /^\d{1,15}$/.test(text) ? Number(text) : 0;
}
