import pkcs11js from 'pkcs11js';
import { TokenKeyError } from './token-key-error.js';

/** A loaded module, and the queue of the work with it. */
export interface TokenModule {
  readonly functions: pkcs11js.PKCS11;
  /** Runs `work` when all that was asked before is done: between an Init and its operation nobody else may come. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
}

const loaded = new Map<string, TokenModule>();

/**
 * Loads and initialises a PKCS#11 module, once for the process: all of its keys share sessions' login state.
 *
 * @throws TokenKeyError
 */
export function loadModule(path: string): TokenModule {
  const known = loaded.get(path);
  if (known !== undefined) return known;
  const functions = new pkcs11js.PKCS11();
  try {
    functions.load(path);
    functions.C_Initialize({ flags: pkcs11js.CKF_OS_LOCKING_OK });
  } catch (cause) {
    throw new TokenKeyError(`The PKCS#11 module ${path} cannot be loaded (${reasonOf(cause)}).`);
  }
  let last: Promise<unknown> = Promise.resolve();
  const module: TokenModule = {
    functions,
    inTurn(work) {
      const mine = last.then(work, work);
      last = mine.catch(() => undefined);
      return mine;
    },
  };
  loaded.set(path, module);
  return module;
}

/** The name of the return code of PKCS#11, without anything that was passed in. */
export function reasonOf(cause: unknown): string {
  const text = cause instanceof Error ? `${cause.message} ${cause.stack ?? ''}` : '';
  return /CKR_[A-Z0-9_]+/u.exec(text)?.[0] ?? 'no reason given';
}
