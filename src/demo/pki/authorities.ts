import type { DistinguishedName } from './names.js';

export type AuthorityId =
  | 'root'
  | 'moica-g2'
  | 'moica-g3'
  | 'hca'
  | 'moeaca'
  | 'untrusted-root'
  | 'untrusted-moica';

export interface AuthorityPlan {
  readonly id: AuthorityId;
  readonly name: DistinguishedName;
  readonly issuer: AuthorityId;
  readonly keyBits: number;
  /** Whether the gateway's trust list holds it. */
  readonly isTrusted: boolean;
}

const rootName: DistinguishedName = [
  ['C', 'TW'],
  ['O', '行政院 (示範)'],
  ['CN', 'Government Root Certification Authority - G3 (Demo)'],
];
// All generations of MOICA share one name; only the key identifier tells them apart.
const moicaName = centreName('內政部憑證管理中心 (示範)');

/**
 * The demo authorities, issuers before those they issue. Every name says that it is a demonstration, so that no demo
 * certificate can be taken for a real one.
 */
export const authorityPlans: readonly AuthorityPlan[] = [
  { id: 'root', name: rootName, issuer: 'root', keyBits: 4096, isTrusted: true },
  { id: 'moica-g2', name: moicaName, issuer: 'root', keyBits: 2048, isTrusted: true },
  { id: 'moica-g3', name: moicaName, issuer: 'root', keyBits: 4096, isTrusted: true },
  { id: 'hca', name: centreName('醫事憑證管理中心 (示範)'), issuer: 'root', keyBits: 2048, isTrusted: true },
  {
    id: 'moeaca',
    name: centreName('工商憑證管理中心 (示範)'),
    issuer: 'root',
    keyBits: 2048,
    isTrusted: true,
  },
  { id: 'untrusted-root', name: rootName, issuer: 'untrusted-root', keyBits: 2048, isTrusted: false },
  // The name of the trusted one on another key: who picks issuers by name falls for it.
  { id: 'untrusted-moica', name: moicaName, issuer: 'untrusted-root', keyBits: 2048, isTrusted: false },
];

function centreName(unit: string): DistinguishedName {
  return [
    ['C', 'TW'],
    ['O', '行政院 (示範)'],
    ['OU', unit],
  ];
}
