import { Worker } from 'node:worker_threads';
import { workerFile } from '../../worker-file.js';
import type { Trust } from '../trust.js';
import type { CrlAnswer, CrlWork } from './crl-worker.js';

/**
 * Reads, decodes and verifies CRL files in a worker thread, so that the large ones do not hold up anybody.
 *
 * @returns one answer for each file, in order
 */
export function readCrls(files: readonly string[], trust: Trust): Promise<readonly CrlAnswer[]> {
  if (files.length === 0) return Promise.resolve([]);
  const work: CrlWork = {
    files,
    authorities: trust.authorities.map(({ keyId, certificate }) => ({ keyId, der: certificate.der })),
  };
  return new Promise((resolve, reject) => {
    const answers: CrlAnswer[] = [];
    const worker = new Worker(workerFile(import.meta.url, './crl-worker.js'), { workerData: work });
    worker.on('message', (answer: CrlAnswer) => answers.push(answer));
    worker.once('error', reject);
    worker.once('exit', () => resolve(answers));
  });
}
