import { Worker } from 'node:worker_threads';
import { AgentProblem } from '../problems.js';
import type {
  AuthenticationOrder,
  CardAccess,
  CardChoice,
  DocumentOrder,
  Reader,
  ReadersNow,
  SignatureCard,
} from './card-access.js';
import type { WorkerAnswer, WorkerRequest } from './card-worker-messages.js';
import { setModuleSettings } from './module-settings.js';
import { endWatch, runOperation, runWatch } from './module-work.js';
import { cardWorkerFile } from './worker-file.js';

export interface CardWorkerOptions {
  /** Absolute paths of the PKCS#11 modules, in the order in which they are asked. */
  readonly modulePaths: readonly string[];
  /** SoftHSM's configuration file, for a computer whose cards are in SoftHSM. */
  readonly softhsmConfig?: string;
}

/** Starts the thread in which all PKCS#11 work is done. Give it back with `close()`. */
export function startCardWorker(options: CardWorkerOptions): CardAccess {
  const thread = createThread();
  const { modulePaths } = options;
  const ask = (request: WorkerRequest, moved: readonly ArrayBuffer[] = []) =>
    runOperation(() => {
      setModuleSettings(options.softhsmConfig);
      return thread.ask(request, moved);
    });
  const watchOnce = (known: string | undefined, giveWay: Int32Array) =>
    runWatch(giveWay, () => {
      setModuleSettings(options.softhsmConfig);
      return thread.ask({ operation: 'watchReaders', modulePaths, known, giveWay }, []);
    });
  return {
    watchReaders: async (known: string | undefined, signal: AbortSignal) => {
      while (!signal.aborted) {
        const giveWay = new Int32Array(new SharedArrayBuffer(4));
        const end = () => endWatch(giveWay);
        signal.addEventListener('abort', end, { once: true });
        const now = (await watchOnce(known, giveWay)) as ReadersNow | undefined;
        signal.removeEventListener('abort', end);
        if (now !== undefined) return now;
      }
      return undefined;
    },
    listReaders: async () => (await ask({ operation: 'listReaders', modulePaths })) as readonly Reader[],
    readSignatureCard: async (choice: CardChoice) =>
      (await ask({ operation: 'readSignatureCard', modulePaths, choice })) as SignatureCard,
    authenticate: async (order: AuthenticationOrder) => {
      const pin = order.pin && moveOut(order.pin);
      const request = { operation: 'authenticate', modulePaths, order: { ...order, pin } } as const;
      return (await ask(request, pin === undefined ? [] : [pin.buffer])) as Uint8Array;
    },
    readDocumentCard: async (choice: CardChoice) =>
      (await ask({ operation: 'readDocumentCard', modulePaths, choice })) as SignatureCard,
    signDocument: async (order: DocumentOrder) => {
      const pin = order.pin && moveOut(order.pin);
      const request = { operation: 'signDocument', modulePaths, order: { ...order, pin } } as const;
      return (await ask(request, pin === undefined ? [] : [pin.buffer])) as Uint8Array;
    },
    close: () => thread.close(),
  };
}

/** Copies a PIN into memory that can be moved to another thread, and wipes it here. */
function moveOut(pin: Uint8Array): Uint8Array<ArrayBuffer> {
  const moved = new Uint8Array(new ArrayBuffer(pin.length));
  moved.set(pin);
  pin.fill(0);
  return moved;
}

/** A worker thread that is started when it is first asked, and again after it died. */
function createThread() {
  let worker: Worker | undefined;
  let endOperation: ((answer: WorkerAnswer) => void) | undefined;

  function start(): Worker {
    const started = new Worker(cardWorkerFile());
    const fail = (detail: string) => {
      if (worker === started) worker = undefined;
      endOperation?.({ ok: false, code: 'ERR_AGENT_CARD_FAULT', triesLeft: undefined, detail });
    };
    started.on('message', (answer: WorkerAnswer) => endOperation?.(answer));
    started.on('error', (cause) => fail(`the card's thread failed: ${cause.name}`));
    started.on('exit', () => fail("the card's thread ended"));
    return started;
  }

  async function ask(request: WorkerRequest, moved: readonly ArrayBuffer[]): Promise<unknown> {
    worker ??= start();
    worker.ref();
    const answer = await new Promise<WorkerAnswer>((resolve) => {
      endOperation = resolve;
      worker?.postMessage(request, [...moved]);
    });
    endOperation = undefined;
    // An idle thread does not keep the process alive.
    worker?.unref();
    if (answer.ok) return answer.value;
    throw problemFrom(answer);
  }

  async function close(): Promise<void> {
    await worker?.terminate();
    worker = undefined;
  }

  return { ask, close };
}

function problemFrom({ code, triesLeft, detail }: Extract<WorkerAnswer, { ok: false }>): AgentProblem {
  return new AgentProblem(code, {
    ...(triesLeft !== undefined && { triesLeft }),
    ...(detail !== undefined && { detail }),
  });
}
