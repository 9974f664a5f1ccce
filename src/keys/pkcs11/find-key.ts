import pkcs11js from 'pkcs11js';
import type { TokenSession } from './open-token.js';
import type { TokenAddress } from './parse-uri.js';
import { TokenKeyError } from './token-key-error.js';

/**
 * The one key that an address names.
 *
 * @throws TokenKeyError when there is none, or more than one
 */
export function findKey(session: TokenSession, { key }: TokenAddress, kind: KeyKind): pkcs11js.Handle {
  const found = findKeys(session, key, kind);
  const [handle] = found;
  if (handle === undefined || found.length > 1) {
    const name = key.label ?? key.id?.toString('hex') ?? '';
    throw new TokenKeyError(
      handle === undefined
        ? `The token has no ${words[kind]} "${name}"; "jianbao keys init --token …" makes one.`
        : `The token has more than one ${words[kind]} "${name}"; name one by object=… or id=….`,
    );
  }
  return handle;
}

export type KeyKind = 'aes' | 'rsa-private';

export function findKeys(
  { functions, handle }: TokenSession,
  { label, id }: TokenAddress['key'],
  kind: KeyKind,
): readonly pkcs11js.Handle[] {
  functions.C_FindObjectsInit(handle, [
    ...templates[kind],
    ...(label === undefined ? [] : [{ type: pkcs11js.CKA_LABEL, value: label }]),
    ...(id === undefined ? [] : [{ type: pkcs11js.CKA_ID, value: id }]),
  ]);
  try {
    return functions.C_FindObjects(handle, 2);
  } finally {
    functions.C_FindObjectsFinal(handle);
  }
}

const templates: Readonly<Record<KeyKind, pkcs11js.Template>> = {
  aes: [
    { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_SECRET_KEY },
    { type: pkcs11js.CKA_KEY_TYPE, value: pkcs11js.CKK_AES },
  ],
  'rsa-private': [
    { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_PRIVATE_KEY },
    { type: pkcs11js.CKA_KEY_TYPE, value: pkcs11js.CKK_RSA },
  ],
};

const words: Readonly<Record<KeyKind, string>> = { aes: 'AES key', 'rsa-private': 'RSA private key' };
