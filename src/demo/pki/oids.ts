/** Object identifiers the demo certificates use: RFC 5280, RFC 8017, and those of Taiwan's government PKI. */
export const oid = {
  countryName: '2.5.4.6',
  organizationName: '2.5.4.10',
  organizationalUnitName: '2.5.4.11',
  commonName: '2.5.4.3',
  serialNumber: '2.5.4.5',

  rsaEncryption: '1.2.840.113549.1.1.1',
  sha256WithRsa: '1.2.840.113549.1.1.11',

  subjectDirectoryAttributes: '2.5.29.9',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  basicConstraints: '2.5.29.19',
  crlNumber: '2.5.29.20',
  reasonCode: '2.5.29.21',
  crlDistributionPoints: '2.5.29.31',
  certificatePolicies: '2.5.29.32',
  authorityKeyIdentifier: '2.5.29.35',
  authorityInfoAccess: '1.3.6.1.5.5.7.1.1',
  ocsp: '1.3.6.1.5.5.7.48.1',
  caIssuers: '1.3.6.1.5.5.7.48.2',

  subjectType: '2.16.886.1.100.2.1',
  idLast4: '2.16.886.1.100.2.51',
  uniformOrganizationId: '2.16.886.1.100.2.101',

  policyClass3: '2.16.886.101.0.3.3',
  policyTest: '2.16.886.101.0.3.0',
} as const;

/** What a card's holder is, the value of the subject-type attribute. */
export const subjectTypeOid = {
  citizen: '2.16.886.1.100.3.1.1',
  medical: '2.16.886.1.100.3.1.7',
  'medical-institution': '2.16.886.1.100.3.2.21',
  company: '2.16.886.1.100.3.2.2.1.1',
} as const;

export type SubjectType = keyof typeof subjectTypeOid;
