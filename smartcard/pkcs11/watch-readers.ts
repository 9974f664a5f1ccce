import { createHash } from 'node:crypto';
import pkcs11js from 'pkcs11js';
import type { ReadersNow } from './card-access.js';
import { describeReaders } from './describe-readers.js';
import { withModules } from './open-modules.js';
import { isTokenPresent, listSlots, slotHandles } from './slots.js';

/** Between two looks. */
const lookMilliseconds = 250;

/**
 * Looks after which the modules are opened anew: seldom where they see changes by themselves, since opening them reads
 * the whole card; sooner where one does not (SoftHSM) or has no reader (a reader service that may come back).
 */
const looksPerRound = { seeing: 40, blind: 12 } as const;

/**
 * Waits until readers or cards differ from `known`. Blocks; ends early, and gives undefined, once `giveWay[0]` is not 0.
 *
 * The slots are looked at instead of waiting in C_WaitForSlotEvent: that does not exist in SoftHSM, and does not end in
 * time when somebody wants to use a card. A look asks the card nothing.
 *
 * @param known the state that the caller knows; undefined for none
 */
export function watchReaders(
  modulePaths: readonly string[],
  known: string | undefined,
  giveWay: Int32Array,
): ReadersNow | undefined {
  while (giveWay[0] === 0) {
    const now = withModules(modulePaths, (modules) => watchOneRound(modules, known, giveWay));
    if (now !== undefined) return now;
  }
  return undefined;
}

function watchOneRound(
  modules: readonly pkcs11js.PKCS11[],
  known: string | undefined,
  giveWay: Int32Array,
): ReadersNow | undefined {
  const enough = looksPerRound[modules.every(seesChanges) ? 'seeing' : 'blind'];
  for (let looks = 0; looks < enough; looks += 1) {
    const state = stateOf(modules);
    if (state !== known) return { state, readers: describeReaders(listSlots(modules)) };
    if (Atomics.wait(giveWay, 0, 0, lookMilliseconds) !== 'timed-out') return undefined;
  }
  return undefined;
}

/** Says which readers there are and which of them hold a card, and nothing of the cards. */
function stateOf(modules: readonly pkcs11js.PKCS11[]): string {
  const state = createHash('sha256');
  for (const module of modules)
    for (const handle of slotHandles(module)) state.update(`${describe(module, handle)}\n`);
  return state.digest('hex').slice(0, 16);
}

function describe(module: pkcs11js.PKCS11, handle: pkcs11js.Handle): string {
  try {
    const info = module.C_GetSlotInfo(handle);
    return `${info.slotDescription} ${isTokenPresent(info)}`;
  } catch {
    return 'gone';
  }
}

function seesChanges(module: pkcs11js.PKCS11): boolean {
  try {
    module.C_WaitForSlotEvent(pkcs11js.CKF_DONT_BLOCK);
    return slotHandles(module).length > 0;
  } catch {
    return false;
  }
}
