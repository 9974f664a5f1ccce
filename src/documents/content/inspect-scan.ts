import { type ErrorCode, Problem, type ProblemOptions } from '../../problems/index.js';
import { createThreadTasks, ThreadTaskError } from '../../thread-tasks.js';
import { workerFile } from '../../worker-file.js';
import type { ScanMediaType } from './media-type.js';

/** What the content of a scan was found to be. */
export interface InspectedScan {
  readonly mediaType: ScanMediaType;
  /** The texts of the QR codes that could be read, each once. */
  readonly codes: readonly string[];
}

/** What the thread answers. */
export type ScanAnswer =
  | { readonly scan: InspectedScan }
  | { readonly refusal: { readonly code: ErrorCode; readonly options: ProblemOptions } };

/**
 * Checks the content of a scan and reads its QR codes, in a thread with limits of memory and time.
 *
 * @throws Problem as `checkContent`; `ERR_SCAN_DAMAGED` too for one that takes more than any honest scan does
 */
export async function inspectScan(content: Uint8Array): Promise<InspectedScan> {
  inspect ??= createThreadTasks<Uint8Array, ScanAnswer>({
    file: workerFile(import.meta.url, './content-worker.js'),
    ...limits,
  });
  const answer = await inspect(content).catch(giveUp);
  if ('scan' in answer) return answer.scan;
  throw new Problem(answer.refusal.code, answer.refusal.options);
}

let inspect: ((content: Uint8Array) => Promise<ScanAnswer>) | undefined;

/** One at a time, and not kept: fifty megapixels take 600 MB, which the decoder never gives back. */
const limits = { most: 1, kept: 0, heap: 512, patience: 30_000 };

function giveUp(cause: unknown): never {
  if (!(cause instanceof ThreadTaskError)) throw cause;
  throw new Problem('ERR_SCAN_DAMAGED', { detail: cause.message, cause });
}
