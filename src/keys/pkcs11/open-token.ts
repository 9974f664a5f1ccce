import pkcs11js from 'pkcs11js';
import { readSecretFile } from '../key-files.js';
import { loadModule, reasonOf, type TokenModule } from './load-module.js';
import type { TokenAddress } from './parse-uri.js';
import { TokenKeyError } from './token-key-error.js';

/** A session on a token, logged in. */
export interface TokenSession {
  readonly functions: pkcs11js.PKCS11;
  readonly handle: pkcs11js.Handle;
}

export interface Token {
  /** Runs `work` in a session, one at a time. A session that broke (a module that was restarted) is opened anew once. */
  use<T>(work: (session: TokenSession) => Promise<T>): Promise<T>;
}

/**
 * Opens a session on the token of an address and logs in.
 *
 * @throws TokenKeyError when module, token or PIN are not as they must be; KeyFileError for the PIN's file
 */
export async function openToken(address: TokenAddress): Promise<Token> {
  const module = loadModule(address.modulePath);
  let session = await logIn(module, address);
  return {
    use: (work) =>
      module.inTurn(async () => {
        try {
          return await work(session);
        } catch (error) {
          if (!brokenSession.has(reasonOf(error))) throw error;
          session = await logIn(module, address);
          return work(session);
        }
      }),
  };
}

const brokenSession = new Set([
  'CKR_SESSION_HANDLE_INVALID',
  'CKR_SESSION_CLOSED',
  'CKR_USER_NOT_LOGGED_IN',
  'CKR_DEVICE_REMOVED',
  'CKR_TOKEN_NOT_PRESENT',
]);

async function logIn(
  { functions }: TokenModule,
  { token, pinFile, modulePath }: TokenAddress,
): Promise<TokenSession> {
  const pin = (await readSecretFile(pinFile, 'write the PIN of the token into it')).replace(/\r?\n$/u, '');
  if (refusedPins.has(`${modulePath} ${pinFile}`)) throw refusedPin(pinFile, 'CKR_PIN_INCORRECT');
  const slot = findSlot(functions, token);
  const flags = pkcs11js.CKF_SERIAL_SESSION | pkcs11js.CKF_RW_SESSION;
  const handle = functions.C_OpenSession(slot, flags);
  try {
    functions.C_Login(handle, pkcs11js.CKU_USER, pin);
  } catch (cause) {
    const reason = reasonOf(cause);
    if (reason === 'CKR_USER_ALREADY_LOGGED_IN') return { functions, handle };
    functions.C_CloseSession(handle);
    if (!reason.startsWith('CKR_PIN_')) throw new TokenKeyError(`The token cannot be opened (${reason}).`);
    // A second try with the same PIN would only bring the token nearer to being locked.
    refusedPins.add(`${modulePath} ${pinFile}`);
    throw refusedPin(pinFile, reason);
  }
  return { functions, handle };
}

const refusedPins = new Set<string>();

/** Without the cause: whatever it holds, it knew the PIN. */
function refusedPin(pinFile: string, reason: string): TokenKeyError {
  return new TokenKeyError(
    `The token does not accept the PIN in ${pinFile} (${reason}). Correct the file before you start again: a few wrong tries lock the token.`,
  );
}

function findSlot(functions: pkcs11js.PKCS11, { label, serial }: TokenAddress['token']): pkcs11js.Handle {
  const found = functions.C_GetSlotList(true).filter((slot) => {
    const info = functions.C_GetTokenInfo(slot);
    return (
      (label === undefined || info.label.trim() === label) &&
      (serial === undefined || info.serialNumber.trim() === serial)
    );
  });
  const [slot] = found;
  if (slot === undefined || found.length > 1) {
    const names = [label, serial].filter((name) => name !== undefined).join(', ');
    throw new TokenKeyError(
      slot === undefined
        ? `The PKCS#11 module has no token ${names}.`
        : `The PKCS#11 module has several tokens ${names}; name one by its serial number too.`,
    );
  }
  return slot;
}
