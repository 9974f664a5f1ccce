import { Problem } from '../../problems/index.js';
import { type TokenAlgorithm, tokenAlgorithms } from './algorithms.js';
import { JsonError, type JsonObject, readJsonObject } from './strict-json.js';

/** A Web eID authentication token, format `web-eid:1`, as it was sent; nothing in it is verified. */
export interface Token {
  /** Base64 of the certificate's DER, not decoded yet. */
  readonly certificate: string;
  readonly algorithm: TokenAlgorithm;
  readonly signature: Buffer;
}

const size = { least: 100, most: 10_000 };

/** `web-eid:1` or `web-eid:1.<minor>`; 10.0 is another major version. */
const formatPattern = /^web-eid:1(?:\.(?:0|[1-9][0-9]{0,3}))?$/;

/**
 * Reads the token's text. Fields that are not known are left alone: the Web eID application adds some.
 *
 * @throws Problem `ERR_CARD_TOKEN` for anything but one JSON object with the fields of a token, 100 to 10,000 characters
 *   long; `ERR_CARD_TOKEN_FORMAT` for another version; `ERR_CARD_ALGORITHM` for an algorithm that is not taken
 */
export function readToken(text: string): Token {
  if (text.length < size.least || text.length > size.most) {
    throw malformed(`${text.length} characters`);
  }
  const fields = readFields(text);
  const format = stringOf(fields, 'format');
  if (!formatPattern.test(format)) throw new Problem('ERR_CARD_TOKEN_FORMAT', { detail: 'another version' });
  const algorithm = tokenAlgorithms.get(stringOf(fields, 'algorithm'));
  if (algorithm === undefined) throw new Problem('ERR_CARD_ALGORITHM', { detail: 'not one of the nine' });
  const certificate = stringOf(fields, 'unverifiedCertificate');
  const signature = decodeBase64(stringOf(fields, 'signature'));
  if (signature === undefined) throw malformed('signature is not base64');
  return { certificate, algorithm, signature };
}

/** The bytes of padded standard base64 (RFC 4648 4), or undefined for any other spelling. */
export function decodeBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.length > 0 && bytes.toString('base64') === text ? bytes : undefined;
}

function readFields(text: string): JsonObject {
  try {
    return readJsonObject(text);
  } catch (error) {
    if (error instanceof JsonError) throw malformed(error.message);
    throw error;
  }
}

function stringOf(fields: JsonObject, name: string): string {
  const value = fields.get(name);
  if (typeof value !== 'string' || value === '') throw malformed(`${name} is not a text`);
  return value;
}

function malformed(detail: string): Problem {
  return new Problem('ERR_CARD_TOKEN', { detail });
}
