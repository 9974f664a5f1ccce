import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AgentProblem } from '../../problems.js';
import { type GatewaySubmissions, receiptForms } from '../gateway/submissions.js';
import type { FileToReport } from './file-to-report.js';

const receipt = z.looseObject({
  number: z.string().regex(/^[A-Z0-9-]{1,40}$/),
  submission: z.string(),
  file: z.looseObject({ sha256: z.string() }),
});

export interface KeptReceipt {
  readonly number: string;
  /** Paths of the files written: JSON, its signature, PDF. */
  readonly files: readonly string[];
}

/**
 * Fetches a submission's receipt in its three forms and writes them into a folder, which is made when it is missing.
 *
 * @throws AgentProblem ERR_AGENT_GATEWAY_RECEIPT when the receipt is not for this file and submission, and nothing is
 *   written then; ERR_AGENT_FILE
 */
export async function keepReceipt(
  submissions: GatewaySubmissions,
  submission: string,
  file: FileToReport,
  folder: string,
): Promise<KeptReceipt> {
  const forms = await Promise.all(
    receiptForms.map(async (form) => ({ form, bytes: await submissions.receipt(submission, form) })),
  );
  const number = checkReceipt(forms.find(({ form }) => form === 'json')?.bytes, submission, file);
  const files = forms.map(({ form, bytes }) => ({ path: join(folder, `${number}.${form}`), bytes }));
  try {
    await mkdir(folder, { recursive: true });
    for (const { path, bytes } of files) await writeFile(path, bytes);
  } catch {
    throw new AgentProblem('ERR_AGENT_FILE', { params: { file: folder } });
  }
  return { number, files: files.map(({ path }) => path) };
}

function checkReceipt(bytes: Buffer | undefined, submission: string, { sha256 }: FileToReport): string {
  const { data } = receipt.safeParse(parseJson(bytes));
  if (data === undefined || data.submission !== submission || data.file.sha256 !== sha256)
    throw new AgentProblem('ERR_AGENT_GATEWAY_RECEIPT', { params: { submission } });
  return data.number;
}

function parseJson(bytes: Buffer | undefined): unknown {
  try {
    return JSON.parse(bytes?.toString('utf8') ?? '');
  } catch {
    return undefined;
  }
}
