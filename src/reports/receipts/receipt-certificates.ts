import { createHash, X509Certificate } from 'node:crypto';
import { toStoredTime } from '../../clock.js';
import type { Database } from '../../database/index.js';
import type { CmsSigner, Keyring } from '../../keys/index.js';
import { checkSignature } from './check-signature.js';
import type { IssuedReceipt } from './receipt-store.js';

/** The data key that certificates are sealed with. */
export const certificatePurpose = 'receipt-certificates';

/** What a certificate is bound to: its own fingerprint. */
export function contextOfCertificate(fingerprint: Buffer): string {
  return `receipt-certificate:${fingerprint.toString('hex')}`;
}

/**
 * Keeps the certificate that receipts are signed with from now on, unless it is kept already. Receipts that older keys
 * signed are checked with what was kept before.
 */
export async function keepReceiptCertificate(
  { db, keys }: { readonly db: Database; readonly keys: Pick<Keyring, 'seal'> },
  certificate: X509Certificate,
  at: Date,
): Promise<void> {
  const fingerprint = fingerprintOf(certificate);
  if ((await db('receipt_certificates').where({ fingerprint }).first('fingerprint')) !== undefined) return;
  const pem = Buffer.from(certificate.toString());
  const sealed = keys.seal(certificatePurpose, pem, contextOfCertificate(fingerprint));
  await db('receipt_certificates')
    .insert({ fingerprint, sealed, kept_at: toStoredTime(at) })
    .onConflict('fingerprint')
    .ignore();
}

interface CheckServices {
  readonly db: Database;
  readonly keys: Pick<Keyring, 'open'>;
  readonly receiptSigner: Pick<CmsSigner, 'certificate'>;
}

/**
 * Every certificate that receipts were signed with: the present one, then the earlier ones, the latest first.
 *
 * @throws UnsealError when one was put there by somebody without the data keys
 */
export async function listReceiptCertificates({
  db,
  keys,
  receiptSigner,
}: CheckServices): Promise<readonly X509Certificate[]> {
  const present = receiptSigner.certificate;
  const rows = await db('receipt_certificates')
    .orderBy('kept_at', 'desc')
    .select<{ fingerprint: Buffer; sealed: Buffer }[]>('fingerprint', 'sealed');
  const kept = rows.map(
    ({ fingerprint, sealed }) =>
      new X509Certificate(keys.open(certificatePurpose, sealed, contextOfCertificate(fingerprint))),
  );
  return [present, ...kept.filter(({ fingerprint256 }) => fingerprint256 !== present.fingerprint256)];
}

/** The certificate whose key signed a receipt; undefined when none of ours did, or the receipt was changed. */
export async function findReceiptSigner(
  services: CheckServices,
  { content, signature }: Pick<IssuedReceipt, 'content' | 'signature'>,
): Promise<X509Certificate | undefined> {
  const certificates = await listReceiptCertificates(services);
  return certificates.find((certificate) => checkSignature(content, signature, certificate));
}

/** SHA-256 of the certificate. */
export function fingerprintOf({ raw }: X509Certificate): Buffer {
  return createHash('sha256').update(raw).digest();
}
