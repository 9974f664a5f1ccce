import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuthorityId } from './authorities.js';
import type { CardState } from './cards.js';
import type { CrlReason } from './crl.js';
import { isMissingFile } from './missing-file.js';
import type { SubjectType } from './oids.js';

/** What `pki.json` says: the whole demo PKI, every path relative to the manifest's folder. */
export interface DemoPki {
  readonly version: 1;
  readonly madeAt: string;
  readonly authorities: readonly DemoAuthority[];
  readonly cards: readonly DemoCard[];
}

export interface DemoAuthority {
  readonly id: AuthorityId;
  readonly subject: string;
  readonly issuer: AuthorityId;
  /** Hex of the subject key identifier. */
  readonly keyId: string;
  readonly isTrusted: boolean;
  /** PEM. Trusted ones are in `anchors/`, the others in `untrusted/`. */
  readonly certificate: string;
  /** PKCS#8 PEM, readable by the owner only. */
  readonly key: string;
  /** DER. */
  readonly crl: string;
  readonly crlUrl: string;
  readonly revoked: readonly {
    readonly serial: string;
    readonly revokedAt: string;
    readonly reason: CrlReason;
  }[];
}

export interface DemoCard {
  readonly id: string;
  readonly description: string;
  readonly holder: string;
  readonly subjectType: SubjectType;
  readonly subjectSerialNumber: string;
  readonly idLast4?: string;
  readonly authority: AuthorityId;
  /** Hex of the issuer's key identifier. */
  readonly issuerKeyId: string;
  readonly state: CardState;
  /** Label of the token, before it is padded. */
  readonly tokenLabel: string;
  readonly pin: string;
  readonly soPin: string;
  readonly signature: DemoCertificate;
  readonly encryption: DemoCertificate;
}

export interface DemoCertificate {
  /** PEM. */
  readonly certificate: string;
  /** PKCS#8 PEM, readable by the owner only. */
  readonly key: string;
  /** Hex of the serial number. */
  readonly serial: string;
  readonly notBefore: string;
  readonly notAfter: string;
}

export const manifestName = 'pki.json';

/** The demo PKI in a folder, or undefined when there is none. */
export async function readDemoPki(directory: string): Promise<DemoPki | undefined> {
  try {
    return JSON.parse(await readFile(join(directory, manifestName), 'utf8')) as DemoPki;
  } catch (cause) {
    if (isMissingFile(cause)) return undefined;
    throw cause;
  }
}

/** The card of that name. Throws a TypeError naming the cards there are. */
export function demoCard(pki: DemoPki, id: string): DemoCard {
  const card = pki.cards.find((candidate) => candidate.id === id);
  if (card === undefined)
    throw new TypeError(
      `There is no demo card "${id}". Choose one of ${pki.cards.map((each) => each.id).join(', ')}.`,
    );
  return card;
}
