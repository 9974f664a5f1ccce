import forge from 'node-forge';

/** The DER of a certificate's subject, issuer and serial number, as a token keeps them beside the certificate. */
export function describeName(certificate: Buffer): { subject: Buffer; issuer: Buffer; serialNumber: Buffer } {
  const [content] = childrenOf(forge.asn1.fromDer(certificate.toString('latin1')));
  // TBSCertificate (RFC 5280 4.1): version, serialNumber, signature, issuer, validity, subject, …
  const [, serialNumber, , issuer, , subject] = childrenOf(content);
  return { subject: encode(subject), issuer: encode(issuer), serialNumber: encode(serialNumber) };
}

function childrenOf(node: forge.asn1.Asn1 | undefined): readonly forge.asn1.Asn1[] {
  if (node === undefined || typeof node.value === 'string') throw new TypeError('This is no certificate.');
  return node.value;
}

function encode(node: forge.asn1.Asn1 | undefined): Buffer {
  if (node === undefined) throw new TypeError('This is no certificate.');
  return Buffer.from(forge.asn1.toDer(node).getBytes(), 'latin1');
}
