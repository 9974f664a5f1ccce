import { openAsBlob } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { digestFile } from '../../documents/digest-file.js';
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
  const { value } = await digestFile(path);
  const content = await orFileProblem(path, openAsBlob(path));
  return {
    name: basename(path),
    size: content.size,
    sha256: Buffer.from(value).toString('hex'),
    content,
  };
}

/** A card's signature of the file, as `jianbao-card sign` wrote it. Throws ERR_AGENT_FILE. */
export function readSignature(path: string): Promise<Buffer> {
  return orFileProblem(path, readFile(path));
}

function orFileProblem<T>(path: string, reading: Promise<T>): Promise<T> {
  return reading.catch((cause: NodeJS.ErrnoException) => {
    throw new AgentProblem('ERR_AGENT_FILE', { params: { file: path }, detail: cause.code ?? 'read' });
  });
}
