// Runs in a worker thread: PKCS#11 calls block, some of them for as long as a person takes to type on a reader.
import { parentPort } from 'node:worker_threads';
import type { WorkerAnswer, WorkerRequest } from './card-worker-messages.js';
import { operations } from './operations.js';
import { problemOf } from './return-codes.js';

parentPort?.on('message', (request: WorkerRequest) => parentPort?.postMessage(answer(request)));

function answer(request: WorkerRequest): WorkerAnswer {
  try {
    return { ok: true, value: perform(request) };
  } catch (cause) {
    const { code, triesLeft, detail } = problemOf(cause);
    return { ok: false, code, triesLeft, detail };
  }
}

function perform(request: WorkerRequest): unknown {
  if (request.operation === 'listReaders') return operations.listReaders(request.modulePaths);
  if (request.operation === 'watchReaders')
    return operations.watchReaders(request.modulePaths, request.known, request.giveWay);
  if (request.operation === 'readSignatureCard')
    return operations.readSignatureCard(request.modulePaths, request.choice);
  if (request.operation === 'readDocumentCard')
    return operations.readDocumentCard(request.modulePaths, request.choice);
  if (request.operation === 'signDocument')
    return operations.signDocument(request.modulePaths, request.order);
  return operations.authenticate(request.modulePaths, request.order);
}
