import { TokenKeyError } from './token-key-error.js';

/** What a `pkcs11:` address (RFC 7512) names: a module, a token in it, a key on the token, and where the PIN is kept. */
export interface TokenAddress {
  readonly modulePath: string;
  readonly pinFile: string;
  /** CK_TOKEN_INFO: what is given must be equal. */
  readonly token: { readonly label?: string; readonly serial?: string };
  /** CKA_LABEL and CKA_ID of the key. */
  readonly key: { readonly label?: string; readonly id?: Buffer };
}

/** Whether a source of a key is an address of a token, and no file. */
export function isTokenAddress(source: string): boolean {
  return source.startsWith('pkcs11:');
}

/**
 * Reads an address such as
 * `pkcs11:token=jianbao;object=master?module-path=/usr/lib/softhsm/libsofthsm2.so&pin-source=file:/etc/jianbao/pin`.
 *
 * @throws TokenKeyError when it is none, leaves out module, PIN file or token, or holds the PIN itself
 */
export function parseTokenAddress(address: string): TokenAddress {
  const [, path = '', query = ''] = /^pkcs11:([^?]*)(?:\?(.*))?$/su.exec(address) ?? [];
  const attributes = new Map([
    ...readAttributes(path, ';', pathAttributes),
    ...readAttributes(query, '&', queryAttributes),
  ]);
  const text = (name: string) => attributes.get(name)?.toString('utf8');
  const modulePath = text('module-path');
  const pinFile = text('pin-source')?.replace(/^file:(?:\/\/)?(?=\/)/u, '');
  const [label, serial, object, id] = [text('token'), text('serial'), text('object'), attributes.get('id')];
  if (!modulePath?.startsWith('/')) throw new TokenKeyError(`module-path=… ${whole} ${example}`);
  if (!pinFile?.startsWith('/')) throw new TokenKeyError(`pin-source=file:… ${whole} ${example}`);
  if (label === undefined && serial === undefined) {
    throw new TokenKeyError(`The token is named by token=… or serial=… in a pkcs11: address. ${example}`);
  }
  return {
    modulePath,
    pinFile,
    token: { ...(label !== undefined && { label }), ...(serial !== undefined && { serial }) },
    key: { ...(object !== undefined && { label: object }), ...(id !== undefined && { id }) },
  };
}

/** RFC 7512 section 2.3 has more; what we would not compare is refused, not passed over. */
const pathAttributes = ['token', 'serial', 'object', 'id', 'type'];
const queryAttributes = ['module-path', 'pin-source'];

const whole = 'is needed in a pkcs11: address, with the whole path.';
const example =
  'An example: pkcs11:token=jianbao;object=jianbao-master?module-path=/usr/lib/softhsm/libsofthsm2.so&pin-source=file:/etc/jianbao/pin';

function readAttributes(text: string, separator: string, allowed: readonly string[]): [string, Buffer][] {
  if (text === '') return [];
  return text.split(separator).map((part) => {
    const [, name = '', value = ''] = /^([^=]*)=?(.*)$/su.exec(part) ?? [];
    if (name === 'pin-value') {
      throw new TokenKeyError(
        'A PIN in an address can be seen by others; write it into a file and name it by pin-source=file:….',
      );
    }
    if (!allowed.includes(name)) {
      throw new TokenKeyError(
        `A pkcs11: address takes ${allowed.join(', ')} here, separated by "${separator}". ${example}`,
      );
    }
    return [name, decodePercent(value)];
  });
}

/** Percent-encoding gives bytes: an id is rarely text. */
function decodePercent(value: string): Buffer {
  if (/%(?![0-9a-f]{2})/iu.test(value)) {
    throw new TokenKeyError(`A "%" in a pkcs11: address is written "%25". ${example}`);
  }
  const latin = Buffer.from(value, 'utf8').toString('latin1');
  return Buffer.from(
    latin.replace(/%([0-9a-f]{2})/giu, (_, digits: string) =>
      String.fromCharCode(Number.parseInt(digits, 16)),
    ),
    'latin1',
  );
}
