import type { Request } from 'express';
import { localeTags } from '../../../locales/index.js';
import { visitOf } from '../../../web/index.js';
import { describeImpact } from '../describe-impact.js';
import type { TrustChange } from '../proposal.js';
import type { TrustList } from '../trust-list.js';
import type { TrustPageServices } from './services.js';

/** What a change would bring about, as the pages list it. */
export async function showImpact(
  { db, clock, cards, listSupervisors }: TrustPageServices,
  request: Request,
  { change, list }: { readonly change: TrustChange; readonly list: TrustList },
) {
  const impact = await describeImpact(change, {
    db,
    listSupervisors,
    list,
    lists: cards.describeLists().lists,
    at: clock().getTime(),
  });
  const names = new Intl.ListFormat(localeTags[visitOf(request).language], { type: 'conjunction' });
  return {
    ...impact,
    change: change.kind,
    kind: change.authority.isAnchor ? 'anchor' : 'authority',
    revocation: change.revocation,
    gained: names.format(impact.gained),
    lost: names.format(impact.lost),
    listMissing: names.format(impact.listMissing),
  };
}
