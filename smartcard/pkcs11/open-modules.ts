import pkcs11js from 'pkcs11js';
import { AgentProblem } from '../problems.js';
import { alreadyInitialized, problemOf, returnCodeOf } from './return-codes.js';

const loaded = new Map<string, pkcs11js.PKCS11>();

/**
 * Runs `work` with every module of `paths` that can be used, initialized afresh and finalized after: a key handle kept
 * over a logout still signs with some modules, and a list of readers goes stale.
 *
 * @throws AgentProblem ERR_AGENT_MODULE_MISSING when no module can be loaded
 */
export function withModules<T>(
  paths: readonly string[],
  work: (modules: readonly pkcs11js.PKCS11[]) => T,
): T {
  const modules = paths.map(loadModule).filter((module) => module !== undefined);
  if (modules.length === 0) throw new AgentProblem('ERR_AGENT_MODULE_MISSING', { detail: paths.join(', ') });
  const ready = modules.filter(isReady);
  try {
    return work(ready);
  } finally {
    for (const module of ready) finalize(module);
  }
}

function loadModule(path: string): pkcs11js.PKCS11 | undefined {
  const known = loaded.get(path);
  if (known !== undefined) return known;
  const module = new pkcs11js.PKCS11();
  try {
    module.load(path);
  } catch {
    // Not there, or for another processor: the others may do.
    return undefined;
  }
  loaded.set(path, module);
  return module;
}

/** A module that cannot start (SoftHSM without a configuration, a reader service that is away) has no readers. */
function isReady(module: pkcs11js.PKCS11): boolean {
  try {
    module.C_Initialize();
    return true;
  } catch (cause) {
    if (returnCodeOf(cause) === alreadyInitialized) return true;
    if (returnCodeOf(cause) === undefined) throw problemOf(cause);
    return false;
  }
}

function finalize(module: pkcs11js.PKCS11): void {
  try {
    module.C_Finalize();
  } catch {
    // The work is done; a module that cannot stop is started afresh by the next C_Initialize.
  }
}
