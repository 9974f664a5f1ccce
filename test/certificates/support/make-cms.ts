import { hash, type KeyObject, sign } from 'node:crypto';
import { parseCertificate } from '../../../src/certificates/certificate.js';
import { oid } from '../../../src/certificates/oids.js';
import {
  explicit,
  integer,
  nothing,
  objectIdentifier,
  octetString,
  sequence,
  setOf,
  time,
  unsignedInteger,
} from '../../../src/demo/pki/der.js';

/** Hashes and signature algorithms as the parts below write them. */
export const algorithm = {
  sha256: sequence(objectIdentifier('2.16.840.1.101.3.4.2.1')),
  sha384: sequence(objectIdentifier('2.16.840.1.101.3.4.2.2')),
  sha1: sequence(objectIdentifier('1.3.14.3.2.26')),
  rsaEncryption: sequence(objectIdentifier(oid.rsaEncryption), nothing()),
  sha256WithRsa: sequence(objectIdentifier('1.2.840.113549.1.1.11'), nothing()),
  sha384WithRsa: sequence(objectIdentifier('1.2.840.113549.1.1.12'), nothing()),
  sha1WithRsa: sequence(objectIdentifier('1.2.840.113549.1.1.5'), nothing()),
} as const;

/** What the signature is made of; a test replaces the one part it is about. */
export interface CmsParts {
  readonly certificate: Buffer;
  readonly privateKey: KeyObject;
  /** SHA-256 of the document. */
  readonly digest: Buffer;
  readonly at: Date;
  /** Value of each signed attribute by type; an empty buffer leaves one out. */
  readonly attributes?: Readonly<Record<string, Buffer>>;
  /** Whole further attributes, as they stand. */
  readonly furtherAttributes?: readonly Buffer[];
  readonly digestAlgorithm?: Buffer;
  readonly signatureAlgorithm?: Buffer;
  readonly certificates?: readonly Buffer[];
  readonly content?: Buffer;
  readonly unsignedAttributes?: readonly Buffer[];
  readonly crls?: readonly Buffer[];
  readonly sid?: Buffer;
  readonly versions?: readonly [signedData: number, signer: number];
  readonly signers?: number;
}

/** A detached CAdES-B signature with RSA and SHA-256, written by hand (RFC 5652), for what openssl would not write. */
export function makeCms(parts: CmsParts): Buffer {
  const [version, signerVersion] = parts.versions ?? [1, 1];
  const digestAlgorithm = parts.digestAlgorithm ?? algorithm.sha256;
  const attributes = attributesOf(parts);
  const signed = setOf(...attributes);
  const signer = sequence(
    integer(signerVersion),
    parts.sid ?? issuerAndSerial(parts.certificate),
    digestAlgorithm,
    implicitSet(0, signed),
    parts.signatureAlgorithm ?? algorithm.rsaEncryption,
    octetString(sign('sha256', signed, parts.privateKey)),
    ...(parts.unsignedAttributes === undefined ? [] : [explicit(1, ...parts.unsignedAttributes)]),
  );
  const signedData = sequence(
    integer(version),
    setOf(digestAlgorithm),
    sequence(
      objectIdentifier(oid.data),
      ...(parts.content === undefined ? [] : [explicit(0, octetString(parts.content))]),
    ),
    explicit(0, ...(parts.certificates ?? [parts.certificate])),
    ...(parts.crls === undefined ? [] : [explicit(1, ...parts.crls)]),
    setOf(...Array.from({ length: parts.signers ?? 1 }, () => signer)),
  );
  return sequence(objectIdentifier(oid.signedData), explicit(0, signedData));
}

/** The name of a certificate by issuer and serial number (RFC 5652 10.2.4). */
export function issuerAndSerial(certificate: Buffer): Buffer {
  const { issuer, serial } = parseCertificate(certificate);
  return sequence(issuer.der, unsignedInteger(serial));
}

/** An attribute with these values (RFC 5652 5.3). */
export function attribute(type: string, ...values: readonly Buffer[]): Buffer {
  return sequence(objectIdentifier(type), setOf(...values));
}

/** signing-certificate-v2 with one ESSCertIDv2 (RFC 5035 4). */
export function signingCertificate(
  certificate: Buffer,
  hashName = 'sha256',
  ...rest: readonly Buffer[]
): Buffer {
  return sequence(
    sequence(
      sequence(...rest.slice(0, 1), octetString(hash(hashName, certificate, 'buffer')), ...rest.slice(1)),
    ),
  );
}

/** IssuerSerial of an ESSCertIDv2, with another serial number, or naming the issuer of another certificate. */
export function issuerSerial(certificate: Buffer, serial?: Buffer, issued: Buffer = certificate): Buffer {
  const { issuer } = parseCertificate(issued);
  const number = serial ?? parseCertificate(certificate).serial;
  return sequence(sequence(explicit(4, issuer.der)), unsignedInteger(number));
}

function attributesOf({
  certificate,
  digest,
  at,
  attributes,
  furtherAttributes = [],
}: CmsParts): readonly Buffer[] {
  const values: Readonly<Record<string, Buffer>> = {
    [oid.contentType]: objectIdentifier(oid.data),
    [oid.messageDigest]: octetString(digest),
    [oid.signingTime]: time(at),
    [oid.signingCertificateV2]: signingCertificate(certificate),
    ...attributes,
  };
  return [
    ...Object.entries(values)
      .filter(([, value]) => value.length > 0)
      .map(([type, value]) => attribute(type, value)),
    ...furtherAttributes,
  ];
}

function implicitSet(number: number, set: Buffer): Buffer {
  const copy = Buffer.from(set);
  copy[0] = 0xa0 | number;
  return copy;
}
