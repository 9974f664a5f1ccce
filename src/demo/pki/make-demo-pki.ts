import type { RandomBytes } from '../../clock.js';
import { toStoredTime } from '../../clock.js';
import { type AuthorityPlan, authorityPlans } from './authorities.js';
import { type Authorities, authorityOf, makeAuthorities } from './make-authorities.js';
import { type Card, type CardCertificate, makeCards } from './make-cards.js';
import { planRevocations, renewDemoCrls } from './make-crls.js';
import {
  type DemoAuthority,
  type DemoCard,
  type DemoCertificate,
  type DemoPki,
  manifestName,
  readDemoPki,
} from './manifest.js';
import { writeName } from './names.js';
import { crlUrl } from './urls.js';
import { cardValidity } from './validity.js';
import { certificatePem, writePrivateFile, writePublicFile } from './write-files.js';

export interface DemoPkiOptions {
  /** The folder to fill; made when missing. */
  readonly directory: string;
  readonly now: Date;
  readonly random: RandomBytes;
  /** Base of the CRL, OCSP and certificate addresses in the certificates; by default one that resolves nowhere. */
  readonly baseUrl?: string;
  /** Key sizes in bits instead of the real ones, to be quick in tests. */
  readonly keyBits?: { readonly authorities: number; readonly cards: number };
}

/**
 * Makes the demo PKI: authorities, cards and CRLs in the shape of Taiwan's government PKI, every authority's name
 * marked as a demonstration. Writes `anchors/*.crt` (PEM, the gateway's trust list), `crls/*.crl` (DER),
 * `authorities/` (keys), `untrusted/*.crt`, `cards/<id>/` and `pki.json`.
 *
 * @returns what `pki.json` says
 * @throws TypeError when the folder holds a demo PKI already
 */
export async function makeDemoPki(options: DemoPkiOptions): Promise<DemoPki> {
  const { directory, now, random, baseUrl = 'http://pki.jianbao.invalid', keyBits } = options;
  if ((await readDemoPki(directory)) !== undefined)
    throw new TypeError(
      `${directory} holds a demo PKI already. Name another folder or delete this one first.`,
    );
  const common = { now, random, baseUrl };
  const authorities = await makeAuthorities({ ...common, ...(keyBits && { keyBits: keyBits.authorities }) });
  const cards = await makeCards(authorities, { ...common, ...(keyBits && { keyBits: keyBits.cards }) });
  const pki: DemoPki = {
    version: 1,
    madeAt: toStoredTime(now),
    authorities: authorityPlans.map((plan) => describeAuthority(plan, authorities, cards, common)),
    cards: cards.map((card) => describeCard(card, now)),
  };
  await writeAuthorities(directory, pki, authorities);
  await writeCards(directory, pki, cards);
  await renewDemoCrls({ directory, pki, now });
  // The manifest comes last: a folder with a manifest is a whole one.
  await writePrivateFile(directory, manifestName, `${JSON.stringify(pki, null, 2)}\n`);
  return pki;
}

function describeAuthority(
  plan: AuthorityPlan,
  authorities: Authorities,
  cards: readonly Card[],
  options: { readonly now: Date; readonly random: RandomBytes; readonly baseUrl: string },
): DemoAuthority {
  return {
    id: plan.id,
    subject: writeName(plan.name),
    issuer: plan.issuer,
    keyId: authorityOf(authorities, plan.id).keys.keyId.toString('hex'),
    isTrusted: plan.isTrusted,
    certificate: `${plan.isTrusted ? 'anchors' : 'untrusted'}/${plan.id}.crt`,
    key: `authorities/${plan.id}.key`,
    crl: `${plan.isTrusted ? 'crls' : 'untrusted'}/${plan.id}.crl`,
    crlUrl: crlUrl(options.baseUrl, plan.id),
    revoked: planRevocations(plan, cards, options).map(({ serial, revokedAt, reason }) => ({
      serial: serial.toString('hex'),
      revokedAt: toStoredTime(revokedAt),
      reason,
    })),
  };
}

function describeCard({ plan, issuer, signature, encryption }: Card, now: Date): DemoCard {
  const { attributes } = plan;
  return {
    id: plan.id,
    description: plan.description,
    holder: plan.holder,
    subjectType: attributes.subjectType,
    subjectSerialNumber: plan.subjectSerialNumber,
    ...(attributes.idLast4 !== undefined && { idLast4: attributes.idLast4 }),
    authority: plan.authority,
    issuerKeyId: issuer.keys.keyId.toString('hex'),
    state: plan.state,
    tokenLabel: `jianbao-${plan.id}`,
    pin: plan.pin,
    soPin: `so-${plan.pin}`,
    signature: describeCertificate(plan.id, 'signature', signature, cardValidity(plan.state, now)),
    encryption: describeCertificate(plan.id, 'encryption', encryption, cardValidity(plan.state, now)),
  };
}

function describeCertificate(
  card: string,
  name: string,
  { serial }: CardCertificate,
  validity: { readonly notBefore: Date; readonly notAfter: Date },
): DemoCertificate {
  return {
    certificate: `cards/${card}/${name}.crt`,
    key: `cards/${card}/${name}.key`,
    serial: serial.toString('hex'),
    notBefore: toStoredTime(validity.notBefore),
    notAfter: toStoredTime(validity.notAfter),
  };
}

async function writeAuthorities(directory: string, pki: DemoPki, authorities: Authorities): Promise<void> {
  for (const described of pki.authorities) {
    const { certificate, keys } = authorityOf(authorities, described.id);
    await writePublicFile(directory, described.certificate, certificatePem(certificate));
    await writePrivateFile(directory, described.key, privateKeyPem(keys.privateKey));
  }
}

async function writeCards(directory: string, pki: DemoPki, cards: readonly Card[]): Promise<void> {
  for (const [index, described] of pki.cards.entries()) {
    const card = cards[index];
    if (card === undefined) throw new TypeError('A card is missing.');
    for (const purpose of ['signature', 'encryption'] as const) {
      await writePublicFile(
        directory,
        described[purpose].certificate,
        certificatePem(card[purpose].certificate),
      );
      await writePrivateFile(directory, described[purpose].key, privateKeyPem(card[purpose].keys.privateKey));
    }
  }
}

function privateKeyPem(key: CardCertificate['keys']['privateKey']): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}
