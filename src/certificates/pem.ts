/**
 * The DER of every block with this label (RFC 7468), or undefined when the file is not PEM.
 *
 * @param label e.g. `CERTIFICATE` or `X509 CRL`
 */
export function readPem(file: Buffer, label: string): readonly Buffer[] | undefined {
  if (!file.includes('-----BEGIN ')) return undefined;
  const pattern = new RegExp(`-----BEGIN ${label}-----([A-Za-z0-9+/=\\s]*)-----END ${label}-----`, 'g');
  return [...file.toString('latin1').matchAll(pattern)].map(([, body]) => Buffer.from(body ?? '', 'base64'));
}
