import { Problem } from '../../problems/index.js';
import type { Certificate } from '../certificate.js';
import type { Path } from '../path.js';
import type { RevocationStatus } from '../revocation/source.js';
import type { Authority } from '../trust.js';
import type { CardCheck, CardContext } from './check.js';

/** Neither the card nor an authority on its path is revoked. Whatever cannot be found out is refused. */
export async function checkRevocation({ found, at, context }: CardCheck): Promise<void> {
  const { revocation } = context;
  if (revocation === 'not-checked') return;
  for (const { certificate, issuer, anchor, refuse } of links(found.get('path'))) {
    const answer = revocation.statusOf(certificate, issuer, at, anchor);
    const status = answer instanceof Promise ? await answer : answer;
    if (status.outcome === 'good') await reportGrace(status, context);
    else refuse(status);
  }
}

type BadStatus = Exclude<RevocationStatus, { outcome: 'good' }>;

interface Link {
  readonly certificate: Certificate;
  readonly issuer: Authority;
  readonly anchor: Authority;
  readonly refuse: (status: BadStatus) => never;
}

/** Every certificate of the path with its issuer; the anchor is trusted as long as the operator leaves it there. */
function links({ certificate, authorities }: Path): readonly Link[] {
  return authorities.map((issuer, at) => {
    const below = authorities[at - 1];
    const anchor = authorities.at(-1) ?? issuer;
    return below === undefined
      ? { certificate, issuer, anchor, refuse: refuseCard }
      : { certificate: below.certificate, issuer, anchor, refuse: refuseAuthority };
  });
}

/**
 * The refusal of a card by its status.
 *
 * @throws Problem
 */
export function refuseCard(status: BadStatus): never {
  switch (status.outcome) {
    case 'revoked':
      throw new Problem('ERR_CARD_REVOKED', { detail: `${status.reason} ${status.since.toISOString()}` });
    case 'on-hold':
      throw new Problem('ERR_CARD_ON_HOLD', { detail: status.since.toISOString() });
    case 'unknown':
      throw new Problem('ERR_CARD_STATUS_UNKNOWN', { detail: status.detail });
    case 'unavailable':
      throw new Problem('ERR_CARD_STATUS_UNAVAILABLE', { detail: status.detail });
  }
}

function refuseAuthority(status: BadStatus): never {
  if (status.outcome === 'unavailable') return refuseCard(status);
  throw new Problem('ERR_CARD_PATH', { detail: `the status of an authority is ${status.outcome}` });
}

async function reportGrace(
  status: Extract<RevocationStatus, { outcome: 'good' }>,
  context: CardContext,
): Promise<void> {
  if (status.grace !== undefined) await context.onGraceUse(status.grace);
}
