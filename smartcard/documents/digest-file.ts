import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { DocumentDigest } from '../cms/document-digest.js';
import { AgentProblem } from '../problems.js';

/**
 * The SHA-256 digest of a file, which is read as a stream.
 *
 * @throws AgentProblem ERR_AGENT_FILE when it cannot be read
 */
export async function digestFile(path: string): Promise<DocumentDigest> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch (cause) {
    const detail = cause instanceof Error && 'code' in cause ? String(cause.code) : 'read';
    throw new AgentProblem('ERR_AGENT_FILE', { params: { file: path }, detail });
  }
  return { algorithm: 'SHA-256', value: new Uint8Array(hash.digest()) };
}
