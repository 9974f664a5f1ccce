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
  let certificate: X509Certificate;
  try {
    [content, signature] = await Promise.all([readFile(files.receipt), readFile(files.signature)]);
    certificate = new X509Certificate(await readFile(files.certificate));
  } catch (error) {
    return complain(io, `${error instanceof Error ? error.message : String(error)}\n`);
  }
  if (!checkSignature(content, signature, certificate)) {
    io.stdout.write('NOT authentic: the signature is not that of this certificate over this receipt.\n');
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

Checks that a receipt was signed by the gateway whose receipt certificate is given.
`;

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
