import type { RandomBytes } from '../../clock.js';
import { type CardPlan, cardPlans } from './cards.js';
import { issueCertificate } from './certificate.js';
import {
  authorityInfoAccess,
  authorityKeyIdentifier,
  certificatePolicies,
  crlDistributionPoint,
  type KeyUsage,
  keyUsage,
  subjectDirectoryAttributes,
  subjectKeyIdentifier,
} from './extensions.js';
import { generateRsaKeyPair, type RsaKeyPair } from './keys.js';
import { type Authorities, type Authority, authorityOf } from './make-authorities.js';
import type { DistinguishedName } from './names.js';
import { randomSerial } from './serial.js';
import { caIssuersUrl, crlUrl, ocspUrl } from './urls.js';
import { cardValidity } from './validity.js';

export interface CardCertificate {
  readonly keys: RsaKeyPair;
  readonly serial: Buffer;
  /** DER. */
  readonly certificate: Buffer;
}

export interface Card {
  readonly plan: CardPlan;
  readonly issuer: Authority;
  readonly signature: CardCertificate;
  readonly encryption: CardCertificate;
}

export interface CardsOptions {
  readonly now: Date;
  readonly random: RandomBytes;
  readonly baseUrl: string;
  /** Key size of every card; 2048 as on real ones. */
  readonly keyBits?: number;
}

/** A card has two keys with a certificate each: one that signs, one that decrypts. */
const purposes = {
  signature: ['digitalSignature'],
  encryption: ['keyEncipherment', 'dataEncipherment'],
} as const satisfies Record<string, readonly KeyUsage[]>;

/** Makes every demo card's keys and certificates. */
export function makeCards(authorities: Authorities, options: CardsOptions): Promise<readonly Card[]> {
  return Promise.all(
    cardPlans.map((plan) => makeCard(plan, authorityOf(authorities, plan.authority), options)),
  );
}

async function makeCard(plan: CardPlan, issuer: Authority, options: CardsOptions): Promise<Card> {
  const [signature, encryption] = await Promise.all([
    makeCertificate(plan, issuer, purposes.signature, options),
    makeCertificate(plan, issuer, purposes.encryption, options),
  ]);
  return { plan, issuer, signature, encryption };
}

async function makeCertificate(
  plan: CardPlan,
  issuer: Authority,
  usages: readonly KeyUsage[],
  options: CardsOptions,
): Promise<CardCertificate> {
  const keys = await generateRsaKeyPair(options.keyBits ?? 2048);
  const serial = randomSerial(options.random);
  const { id } = issuer.plan;
  const certificate = issueCertificate(
    {
      serial,
      issuer: issuer.plan.name,
      subject: cardSubject(plan),
      ...cardValidity(plan.state, options.now),
      publicKeyInfo: keys.publicKeyInfo,
      extensions: [
        authorityKeyIdentifier(issuer.keys.keyId),
        subjectKeyIdentifier(keys.keyId),
        keyUsage(usages),
        certificatePolicies([plan.policy]),
        subjectDirectoryAttributes(plan.attributes),
        crlDistributionPoint(crlUrl(options.baseUrl, id)),
        authorityInfoAccess({
          caIssuers: caIssuersUrl(options.baseUrl, id),
          ocsp: ocspUrl(options.baseUrl, id),
        }),
      ],
    },
    issuer.keys.privateKey,
  );
  return { keys, serial, certificate };
}

/** People have a common name; organizations an organization name. */
function cardSubject({ holder, attributes, subjectSerialNumber }: CardPlan): DistinguishedName {
  const isPerson = attributes.subjectType === 'citizen' || attributes.subjectType === 'medical';
  return [
    ['C', 'TW'],
    [isPerson ? 'CN' : 'O', holder],
    ['serialNumber', subjectSerialNumber],
  ];
}
