import { type AgentErrorCode, AgentProblem } from '../problems.js';

interface Meaning {
  readonly code: AgentErrorCode;
  readonly triesLeft?: number;
}

/** Return codes of PKCS#11 2.40 (section 5.1), and of the vendors' modules, in the words of the agent. */
const meanings: ReadonlyMap<number, Meaning> = new Map<number, Meaning>([
  [0x00000030, { code: 'ERR_AGENT_READER_FAULT' }], // CKR_DEVICE_ERROR
  [0x00000032, { code: 'ERR_AGENT_CARD_REMOVED' }], // CKR_DEVICE_REMOVED
  [0x00000050, { code: 'ERR_AGENT_CANCELLED' }], // CKR_FUNCTION_CANCELED
  [0x00000063, { code: 'ERR_AGENT_KEY_NOT_SUPPORTED' }], // CKR_KEY_TYPE_INCONSISTENT
  [0x00000068, { code: 'ERR_AGENT_KEY_NOT_SUPPORTED' }], // CKR_KEY_FUNCTION_NOT_PERMITTED
  [0x00000070, { code: 'ERR_AGENT_KEY_NOT_SUPPORTED' }], // CKR_MECHANISM_INVALID
  [0x00000071, { code: 'ERR_AGENT_KEY_NOT_SUPPORTED' }], // CKR_MECHANISM_PARAM_INVALID
  [0x000000a0, { code: 'ERR_AGENT_PIN_WRONG' }], // CKR_PIN_INCORRECT
  [0x000000a1, { code: 'ERR_AGENT_PIN_LENGTH' }], // CKR_PIN_INVALID
  [0x000000a2, { code: 'ERR_AGENT_PIN_LENGTH' }], // CKR_PIN_LEN_RANGE
  [0x000000a3, { code: 'ERR_AGENT_PIN_MUST_CHANGE' }], // CKR_PIN_EXPIRED
  [0x000000a4, { code: 'ERR_AGENT_PIN_LOCKED', triesLeft: 0 }], // CKR_PIN_LOCKED
  [0x000000b0, { code: 'ERR_AGENT_CARD_REMOVED' }], // CKR_SESSION_CLOSED
  [0x000000b3, { code: 'ERR_AGENT_CARD_REMOVED' }], // CKR_SESSION_HANDLE_INVALID
  [0x000000e0, { code: 'ERR_AGENT_CARD_REMOVED' }], // CKR_TOKEN_NOT_PRESENT
  [0x000000e1, { code: 'ERR_AGENT_CARD_NOT_RECOGNIZED' }], // CKR_TOKEN_NOT_RECOGNIZED
  [0x00000102, { code: 'ERR_AGENT_PIN_NOT_SET' }], // CKR_USER_PIN_NOT_INITIALIZED
  [0x00000200, { code: 'ERR_AGENT_CANCELLED' }], // CKR_FUNCTION_REJECTED
  [0x80000001, { code: 'ERR_AGENT_PIN_WRONG', triesLeft: 1 }], // HiCOS
  [0x80000002, { code: 'ERR_AGENT_PIN_WRONG', triesLeft: 2 }], // HiCOS
]);

/** CKR_CRYPTOKI_ALREADY_INITIALIZED. */
export const alreadyInitialized = 0x191;

/**
 * The PKCS#11 return code of an error of pkcs11js, its low 32 bits; undefined for any other error. Vendors' codes come
 * sign-extended to 64 bits from some modules: too large for a JavaScript number, so they are read from the text.
 */
export function returnCodeOf(cause: unknown): number | undefined {
  if (!(cause instanceof Error) || cause.name !== 'Pkcs11Error') return undefined;
  const [, digits] = /CKR_[A-Z0-9_]+:(\d+)/.exec(cause.stack ?? '') ?? [];
  if (digits !== undefined) return Number(BigInt.asUintN(32, BigInt(digits)));
  return 'code' in cause && typeof cause.code === 'number' ? cause.code % 2 ** 32 : undefined;
}

/** What an error of a card operation means for the person at the computer. Our own problems pass unchanged. */
export function problemOf(cause: unknown): AgentProblem {
  if (cause instanceof AgentProblem) return cause;
  const returnCode = returnCodeOf(cause);
  if (returnCode === undefined) return new AgentProblem('ERR_AGENT_CARD_FAULT', { detail: nameOf(cause) });
  const meaning = meanings.get(returnCode) ?? { code: 'ERR_AGENT_CARD_FAULT' };
  const detail = `PKCS#11 return code 0x${returnCode.toString(16)}`;
  return new AgentProblem(meaning.code, {
    detail,
    ...(meaning.triesLeft !== undefined && { triesLeft: meaning.triesLeft }),
  });
}

/** The kind of an unexpected error; its message could hold what was passed in, so it is left out. */
function nameOf(cause: unknown): string {
  return cause instanceof Error ? cause.name : typeof cause;
}
