import { createPrivateKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RandomBytes } from '../../clock.js';
import { type AuthorityPlan, authorityPlans } from './authorities.js';
import { type CrlReason, issueCrl, type RevokedCertificate } from './crl.js';
import { describeKeyPair } from './keys.js';
import type { Card } from './make-cards.js';
import type { DemoAuthority, DemoPki } from './manifest.js';
import { randomSerial } from './serial.js';
import { daysAfter } from './validity.js';
import { writePublicFile } from './write-files.js';

/** How long a demo CRL is valid: a demo that is left alone for a week still works. */
const crlDays = 7;

/** Certificates of nobody, so that a demo list looks like one. */
const otherReasons: readonly CrlReason[] = [
  'superseded',
  'affiliationChanged',
  'cessationOfOperation',
  'keyCompromise',
  'certificateHold',
];
const othersPerReason = 8;

/** What an authority's list says: the demo cards it revoked or put on hold, among certificates of nobody. */
export function planRevocations(
  plan: AuthorityPlan,
  cards: readonly Card[],
  options: { readonly now: Date; readonly random: RandomBytes },
): RevokedCertificate[] {
  const revokedAt = daysAfter(options.now, -10);
  const own = cards
    .filter((card) => card.plan.authority === plan.id)
    .flatMap((card) => cardRevocations(card, revokedAt));
  const others = otherReasons.flatMap((reason) =>
    Array.from({ length: othersPerReason }, () => ({
      serial: randomSerial(options.random),
      revokedAt,
      reason,
    })),
  );
  return isRoot(plan) ? [] : [...others, ...own];
}

/**
 * Signs every CRL of a demo PKI anew, for a week from `now`; the same certificates stay revoked. To be called when the
 * demo starts.
 *
 * @param directory the folder `makeDemoPki` wrote
 */
export async function renewDemoCrls(options: {
  readonly directory: string;
  readonly pki: DemoPki;
  readonly now: Date;
}): Promise<void> {
  await Promise.all(
    options.pki.authorities.map((authority) => writeCrl(options.directory, authority, options.now)),
  );
}

async function writeCrl(directory: string, authority: DemoAuthority, now: Date): Promise<void> {
  const plan = authorityPlans.find(({ id }) => id === authority.id);
  if (plan === undefined) throw new TypeError(`The manifest names an unknown authority, ${authority.id}.`);
  const { privateKey, keyId } = describeKeyPair(
    createPrivateKey(await readFile(join(directory, authority.key))),
  );
  const der = issueCrl(
    {
      issuer: plan.name,
      issuerKeyId: keyId,
      // Seconds since 1970: larger each time without a counter to keep (RFC 5280 5.2.3).
      number: Math.floor(now.getTime() / 1000),
      thisUpdate: daysAfter(now, 0),
      nextUpdate: daysAfter(now, crlDays),
      revoked: authority.revoked.map(({ serial, revokedAt, reason }) => ({
        serial: Buffer.from(serial, 'hex'),
        revokedAt: new Date(revokedAt),
        reason,
      })),
    },
    privateKey,
  );
  await writePublicFile(directory, authority.crl, der);
}

function cardRevocations(card: Card, revokedAt: Date): RevokedCertificate[] {
  const reason = revocationReason(card);
  if (reason === undefined) return [];
  return [card.signature, card.encryption].map(({ serial }) => ({ serial, revokedAt, reason }));
}

function revocationReason({ plan }: Card): CrlReason | undefined {
  if (plan.state === 'revoked') return 'keyCompromise';
  if (plan.state === 'on-hold') return 'certificateHold';
  return undefined;
}

function isRoot(plan: AuthorityPlan): boolean {
  return plan.issuer === plan.id;
}
