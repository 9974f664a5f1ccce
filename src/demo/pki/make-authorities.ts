import type { RandomBytes } from '../../clock.js';
import { type AuthorityId, type AuthorityPlan, authorityPlans } from './authorities.js';
import { issueCertificate } from './certificate.js';
import {
  authorityConstraints,
  authorityInfoAccess,
  authorityKeyIdentifier,
  certificatePolicies,
  crlDistributionPoint,
  keyUsage,
  subjectKeyIdentifier,
} from './extensions.js';
import { generateRsaKeyPair, type RsaKeyPair } from './keys.js';
import { oid } from './oids.js';
import { randomSerial } from './serial.js';
import { caIssuersUrl, crlUrl } from './urls.js';
import { yearsAfter } from './validity.js';

export interface Authority {
  readonly plan: AuthorityPlan;
  readonly keys: RsaKeyPair;
  /** DER. */
  readonly certificate: Buffer;
}

export type Authorities = ReadonlyMap<AuthorityId, Authority>;

export interface AuthoritiesOptions {
  readonly now: Date;
  readonly random: RandomBytes;
  /** Base of the addresses in the certificates, without a slash at the end. */
  readonly baseUrl: string;
  /** Key size of every authority, instead of each one's own. */
  readonly keyBits?: number;
}

/** Makes the keys of all authorities at once, then their certificates from the roots down. */
export async function makeAuthorities(options: AuthoritiesOptions): Promise<Authorities> {
  const keyPairs = await Promise.all(
    authorityPlans.map((plan) => generateRsaKeyPair(options.keyBits ?? plan.keyBits)),
  );
  const authorities = new Map<AuthorityId, Authority>();
  for (const [index, plan] of authorityPlans.entries()) {
    const keys = keyPairs[index];
    if (keys === undefined) throw new TypeError('A key pair is missing.');
    const certificate =
      plan.issuer === plan.id
        ? issueRoot(plan, keys, options)
        : issueBelow(authorityOf(authorities, plan.issuer), plan, keys, options);
    authorities.set(plan.id, { plan, keys, certificate });
  }
  return authorities;
}

/** The authority of that name; it is a mistake of ours when it is missing. */
export function authorityOf(authorities: Authorities, id: AuthorityId): Authority {
  const authority = authorities.get(id);
  if (authority === undefined) throw new TypeError(`The authority ${id} has not been made yet.`);
  return authority;
}

function issueRoot(plan: AuthorityPlan, keys: RsaKeyPair, { now, random }: AuthoritiesOptions): Buffer {
  return issueCertificate(
    {
      serial: randomSerial(random),
      issuer: plan.name,
      subject: plan.name,
      notBefore: yearsAfter(now, -10),
      notAfter: yearsAfter(now, 20),
      publicKeyInfo: keys.publicKeyInfo,
      extensions: [
        authorityConstraints(undefined),
        keyUsage(['keyCertSign', 'crlSign']),
        subjectKeyIdentifier(keys.keyId),
      ],
    },
    keys.privateKey,
  );
}

function issueBelow(
  issuer: Authority,
  plan: AuthorityPlan,
  keys: RsaKeyPair,
  options: AuthoritiesOptions,
): Buffer {
  return issueCertificate(
    {
      serial: randomSerial(options.random),
      issuer: issuer.plan.name,
      subject: plan.name,
      notBefore: yearsAfter(options.now, -8),
      notAfter: yearsAfter(options.now, 12),
      publicKeyInfo: keys.publicKeyInfo,
      extensions: [
        authorityConstraints(0),
        keyUsage(['keyCertSign', 'crlSign']),
        subjectKeyIdentifier(keys.keyId),
        authorityKeyIdentifier(issuer.keys.keyId),
        certificatePolicies([oid.policyTest, oid.policyClass3]),
        crlDistributionPoint(crlUrl(options.baseUrl, issuer.plan.id)),
        authorityInfoAccess({ caIssuers: caIssuersUrl(options.baseUrl, issuer.plan.id) }),
      ],
    },
    issuer.keys.privateKey,
  );
}
