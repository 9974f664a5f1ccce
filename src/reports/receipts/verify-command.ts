import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { CommandIo } from '../../commands.js';
import { checkSignature } from './check-signature.js';
import { readReceipt } from './receipt-store.js';

/**
 * `jianbao receipt verify`: checks a receipt that was downloaded, without a gateway.
 *
 * @returns the exit code: 0 the receipt is authentic, 1 it is not, 2 the arguments or files cannot be read
 */
export async function run(args: readonly string[], io: CommandIo): Promise<number> {
  const files = readArguments(args);
  if (files === undefined) return complain(io, usage);
  let content: Buffer;
  let signature: Buffer;
  let certificates: readonly X509Certificate[];
  try {
    [content, signature] = await Promise.all([readFile(files.receipt), readFile(files.signature)]);
    certificates = readCertificates(await readFile(files.certificate, 'utf8'));
  } catch (error) {
    return complain(io, `${error instanceof Error ? error.message : String(error)}\n`);
  }
  if (!certificates.some((certificate) => checkSignature(content, signature, certificate))) {
    io.stdout.write('NOT authentic: no certificate given made this signature over this receipt.\n');
    return 1;
  }
  const { number, submission, institution, file, counts, acceptedAt } = readReceipt({ content });
  io.stdout.write(
    `Authentic receipt ${number} for submission ${submission}\n` +
      `institution ${institution.code} ${institution.name}\n` +
      `file SHA-256 ${file.sha256}\n` +
      `rows ${counts.rows}, stored ${counts.stored}, refused ${counts.refused ?? 0}, accepted at ${acceptedAt}\n`,
  );
  return 0;
}

const usage = `jianbao receipt verify RECEIPT.json --signature RECEIPT.p7s --certificate RECEIPT.crt

Checks that a receipt was signed by the gateway whose receipt certificate is given. The file of certificates may hold several,
as the gateway hands them out: receipts from before the signing key changed were signed with an earlier one.
`;

/** @throws Error when there is no certificate in PEM, or one that cannot be read */
function readCertificates(text: string): readonly X509Certificate[] {
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g);
  if (blocks === null) throw new Error('The file of certificates holds none.');
  return blocks.map((pem) => new X509Certificate(pem));
}

const options = {
  signature: { type: 'string' },
  certificate: { type: 'string' },
} as const;

interface Files {
  readonly receipt: string;
  readonly signature: string;
  readonly certificate: string;
}

function readArguments(args: readonly string[]): Files | undefined {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const [receipt, ...more] = positionals;
    const { signature, certificate } = values;
    if (receipt === undefined || more.length > 0 || signature === undefined || certificate === undefined)
      return undefined;
    return { receipt, signature, certificate };
  } catch {
    return undefined;
  }
}

function complain({ stderr }: CommandIo, text: string): number {
  stderr.write(text);
  return 2;
}
