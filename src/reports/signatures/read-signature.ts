import express, { type Request, type Response } from 'express';
import { Problem } from '../../problems/index.js';

/** The type of a detached CMS signature (RFC 8551 3.2.1, RFC 5751). */
export const derType = 'application/pkcs7-signature';

/** 64 KiB of signature in base64, and the JSON around it. */
const parse = express.raw({ type: [derType, 'application/json'], limit: 90_000 });

/** A body of this size is here in no time. */
const mostMilliseconds = 30_000;

/**
 * The signature in the body of a program's request: DER as `application/pkcs7-signature`, or JSON `{"signature": base64}`.
 *
 * @throws Problem ERR_MEDIA_TYPE, ERR_SIGNATURE_FORM or ERR_SIGNATURE_MISSING; the parser's own error when it is too long
 */
export async function readSignature(request: Request, response: Response): Promise<Buffer> {
  if (!request.is([derType, 'application/json'])) {
    throw new Problem('ERR_MEDIA_TYPE', { params: { expected: `${derType}, application/json` } });
  }
  const body = await readBody(request, response);
  if (request.is('application/json')) return decodeSignature(signatureIn(body));
  if (body.length === 0) throw new Problem('ERR_SIGNATURE_MISSING');
  return body;
}

/**
 * The bytes of a signature in base64; blanks and line ends in it do not matter.
 *
 * @throws Problem ERR_SIGNATURE_MISSING when it is empty, ERR_SIGNATURE_FORM when it is no base64
 */
export function decodeSignature(text: string): Buffer {
  const plain = text.replaceAll(/\s/gu, '');
  if (plain === '') throw new Problem('ERR_SIGNATURE_MISSING');
  if (!/^[A-Za-z0-9+/]+={0,2}$/u.test(plain))
    throw new Problem('ERR_SIGNATURE_FORM', { detail: 'not base64' });
  return Buffer.from(plain, 'base64');
}

/** Empty when there is none. */
async function readBody(request: Request, response: Response): Promise<Buffer> {
  const timer = setTimeout(() => request.destroy(), mostMilliseconds);
  try {
    await new Promise<void>((resolve, reject) => {
      parse(request, response, (error?: unknown) => (error === undefined ? resolve() : reject(error)));
    });
  } finally {
    clearTimeout(timer);
  }
  const body: unknown = request.body;
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}

function signatureIn(body: Buffer): string {
  try {
    const parsed: unknown = JSON.parse(body.toString('utf8'));
    if (typeof parsed !== 'object' || parsed === null || !('signature' in parsed)) return '';
    return typeof parsed.signature === 'string' ? parsed.signature : '';
  } catch (cause) {
    throw new Problem('ERR_SIGNATURE_FORM', { detail: 'no JSON', cause });
  }
}
