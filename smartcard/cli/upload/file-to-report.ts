import { createHash } from 'node:crypto';
import { createReadStream, openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { AgentProblem } from '../../problems.js';

export interface FileToReport {
  readonly name: string;
  readonly size: number;
  /** 64 lower-case hexadecimal digits. */
  readonly sha256: string;
  /** Read while it is sent, not held in memory. */
  readonly content: Blob;
}

/**
 * Reads a file once for its hash.
 *
 * @throws AgentProblem ERR_AGENT_FILE when it cannot be read
 */
export async function openFileToReport(path: string): Promise<FileToReport> {
  try {
    const hash = createHash('sha256');
    await pipeline(createReadStream(path), hash);
    const content = await openAsBlob(path);
    return { name: basename(path), size: content.size, sha256: hash.digest('hex'), content };
  } catch (cause) {
    throw new AgentProblem('ERR_AGENT_FILE', {
      params: { file: path },
      detail: cause instanceof Error && 'code' in cause ? String(cause.code) : 'read',
    });
  }
}
