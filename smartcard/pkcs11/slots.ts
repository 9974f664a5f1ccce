import { createHash } from 'node:crypto';
import pkcs11js from 'pkcs11js';
import type { AgentProblem } from '../problems.js';
import type { CardChoice, PinState } from './card-access.js';
import { problemOf } from './return-codes.js';

/** One slot of a module: a reader, with or without a card. */
export interface Slot {
  readonly module: pkcs11js.PKCS11;
  readonly handle: pkcs11js.Handle;
  readonly readerId: string;
  readonly readerName: string;
  readonly content: SlotContent;
}

export type SlotContent =
  | { readonly kind: 'empty' }
  | { readonly kind: 'unreadable'; readonly problem: AgentProblem }
  | { readonly kind: 'card'; readonly token: Token };

export interface Token {
  readonly serial: string;
  readonly label: string;
  readonly pinPad: boolean;
  readonly pinState: PinState;
}

/** Every slot of the modules. */
export function listSlots(modules: readonly pkcs11js.PKCS11[]): readonly Slot[] {
  return modules.flatMap((module) => slotHandles(module).map((handle) => describeSlot(module, handle)));
}

/** Whether the slot holds the card that is meant. */
export function isChosen(slot: Slot, choice: CardChoice): boolean {
  const token = slot.content.kind === 'card' ? slot.content.token : undefined;
  if (choice.readerId !== undefined && choice.readerId !== slot.readerId) return false;
  if (choice.tokenSerial !== undefined && choice.tokenSerial !== token?.serial) return false;
  return choice.tokenLabel === undefined || choice.tokenLabel === token?.label;
}

/** Whether a slot holds a token, whatever it is. */
export function isTokenPresent({ flags }: { readonly flags: number }): boolean {
  // CKF_TOKEN_PRESENT; pkcs11js exports it, its types do not.
  return (flags & 0x00000001) !== 0;
}

/** The token in a slot, read now. */
export function readToken(module: pkcs11js.PKCS11, handle: pkcs11js.Handle): Token | undefined {
  const info = module.C_GetTokenInfo(handle);
  // SoftHSM always shows one token more, which is not initialized.
  if ((info.flags & pkcs11js.CKF_TOKEN_INITIALIZED) === 0) return undefined;
  return {
    serial: trimVendorText(info.serialNumber),
    label: trimVendorText(info.label),
    pinPad: (info.flags & pkcs11js.CKF_PROTECTED_AUTHENTICATION_PATH) !== 0,
    pinState: pinStateOf(info.flags),
  };
}

/** The slots of a module; none while its reader service is away. */
export function slotHandles(module: pkcs11js.PKCS11): readonly pkcs11js.Handle[] {
  try {
    return module.C_GetSlotList(false);
  } catch {
    // The reader service is away: there are no readers now.
    return [];
  }
}

function describeSlot(module: pkcs11js.PKCS11, handle: pkcs11js.Handle): Slot {
  const info = module.C_GetSlotInfo(handle);
  const readerName = trimVendorText(info.slotDescription);
  return {
    module,
    handle,
    // By name, so that one reader seen through two modules is one.
    readerId: createHash('sha256').update(readerName).digest('hex').slice(0, 16),
    readerName,
    content: isTokenPresent(info) ? readContent(module, handle) : { kind: 'empty' },
  };
}

function readContent(module: pkcs11js.PKCS11, handle: pkcs11js.Handle): SlotContent {
  try {
    const token = readToken(module, handle);
    return token === undefined ? { kind: 'empty' } : { kind: 'card', token };
  } catch (cause) {
    return { kind: 'unreadable', problem: problemOf(cause) };
  }
}

/** PKCS#11 pads with blanks; some vendors with NULs, or not at all. */
function trimVendorText(text: string): string {
  const [beforeNul = ''] = text.split('\0', 1);
  return beforeNul.trim();
}

/** Token flags of PKCS#11 2.40, table 6. */
function pinStateOf(flags: number): PinState {
  if ((flags & pkcs11js.CKF_USER_PIN_LOCKED) !== 0) return 'locked';
  if ((flags & pkcs11js.CKF_USER_PIN_FINAL_TRY) !== 0) return 'last-try';
  if ((flags & pkcs11js.CKF_USER_PIN_COUNT_LOW) !== 0) return 'tries-lost';
  return 'nothing-known';
}
