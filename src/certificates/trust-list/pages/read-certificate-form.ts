import { Busboy } from '@fastify/busboy';
import type { Request } from 'express';
import { Problem } from '../../../problems/index.js';
import { mostCertificateBytes } from '../read-certificate.js';

/** What the form for adding a certificate brought. */
export interface CertificateForm {
  readonly token: string | undefined;
  /** The file, or the pasted text when no file was chosen. */
  readonly content: Buffer;
}

/**
 * Reads the multipart form (RFC 7578) with a certificate file or pasted text.
 *
 * @throws Problem `ERR_REQUEST_MALFORMED` when it is no such form or does not arrive whole, `ERR_TRUST_FILE_TOO_LARGE`
 */
export function readCertificateForm(request: Request): Promise<CertificateForm> {
  const parser = openParser(request);
  const fields = new Map<string, string>();
  const chunks: Buffer[] = [];
  return new Promise((resolve, reject) => {
    const fail = (problem: Problem) => {
      request.unpipe(parser);
      request.resume();
      reject(problem);
    };
    const cut = () => fail(new Problem('ERR_REQUEST_MALFORMED'));
    request.once('error', cut).once('aborted', cut);
    parser.once('error', (cause) => fail(new Problem('ERR_REQUEST_MALFORMED', { cause })));
    parser.on('field', (name, value, _nameCut, isCut) => {
      if (isCut) fail(new Problem('ERR_TRUST_FILE_TOO_LARGE'));
      fields.set(name, value);
    });
    parser.on('file', (_field, stream) => {
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('limit', () => fail(new Problem('ERR_TRUST_FILE_TOO_LARGE')));
      stream.on('error', () => undefined);
    });
    parser.once('finish', () => {
      request.off('error', cut).off('aborted', cut);
      const file = Buffer.concat(chunks);
      const content = file.length > 0 ? file : Buffer.from(fields.get('text')?.trim() ?? '', 'utf8');
      resolve({ token: fields.get('_csrf'), content });
    });
    request.pipe(parser);
  });
}

function openParser(request: Request) {
  try {
    return new Busboy({
      headers: { ...request.headers, 'content-type': request.headers['content-type'] ?? '' },
      limits: {
        fields: 3,
        fieldNameSize: 100,
        // PEM of the largest certificate.
        fieldSize: 2 * mostCertificateBytes,
        files: 1,
        fileSize: mostCertificateBytes,
        parts: 4,
        headerPairs: 20,
      },
    });
  } catch (cause) {
    throw new Problem('ERR_REQUEST_MALFORMED', { cause });
  }
}
