import { parentPort } from 'node:worker_threads';
import { Problem } from '../../problems/index.js';
import { checkContent } from './check-content.js';
import type { ScanAnswer } from './inspect-scan.js';
import { readCodes } from './read-codes.js';

parentPort?.on('message', async (content: Uint8Array) => {
  parentPort?.postMessage(await inspect(Buffer.from(content.buffer, content.byteOffset, content.byteLength)));
});

async function inspect(content: Buffer): Promise<ScanAnswer> {
  try {
    const mediaType = checkContent(content);
    return { scan: { mediaType, codes: await readCodes(content, mediaType) } };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { code, params, detail } = error;
    return { refusal: { code, options: { params, ...(detail === undefined ? {} : { detail }) } } };
  }
}
