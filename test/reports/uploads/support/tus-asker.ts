import { createHash } from 'node:crypto';

/** Speaks tus 1.0 word by word, so that a test says what it sends. */
export interface TusAsker {
  begin(size: number, metadata: Readonly<Record<string, string>>): Promise<Response>;
  head(path: string): Promise<Response>;
  patch(path: string, offset: number, bytes: Buffer, headers?: Headers): Promise<Response>;
  remove(path: string): Promise<Response>;
  /** Any request, with exactly these headers besides the session's. */
  ask(method: string, path: string, headers?: Headers, body?: Buffer): Promise<Response>;
}

type Headers = Readonly<Record<string, string>>;

export function tusAsker(url: string, session: Headers): TusAsker {
  const ask = (method: string, path: string, headers: Headers = {}, body?: Buffer) =>
    fetch(url + path, {
      method,
      headers: { ...session, ...headers },
      redirect: 'manual',
      ...(body !== undefined && { body: new Uint8Array(body) }),
    });
  const version = { 'tus-resumable': '1.0.0' };
  return {
    ask,
    begin: (size, metadata) =>
      ask('POST', '/api/v1/uploads', {
        ...version,
        'upload-length': String(size),
        'upload-metadata': metadataHeader(metadata),
      }),
    head: (path) => ask('HEAD', path, version),
    patch: (path, offset, bytes, headers = {}) =>
      ask('PATCH', path, { ...version, ...patchHeaders(offset), ...headers }, bytes),
    remove: (path) => ask('DELETE', path, version),
  };
}

export function patchHeaders(offset: number): Headers {
  return { 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset) };
}

export function metadataHeader(metadata: Readonly<Record<string, string>>): string {
  return Object.entries(metadata)
    .map(([name, value]) => `${name} ${Buffer.from(value).toString('base64')}`)
    .join(',');
}

export function checksumHeader(bytes: Buffer, algorithm = 'sha256'): Headers {
  return { 'upload-checksum': `${algorithm} ${createHash(algorithm).update(bytes).digest('base64')}` };
}

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The path of an upload that was begun. */
export function pathOf(answer: Response): string {
  const path = answer.headers.get('location');
  if (path === null) throw new Error(`No upload was begun: ${answer.status}`);
  return path;
}

export function offsetOf(answer: Response): number {
  return Number(answer.headers.get('upload-offset') ?? Number.NaN);
}

export function submissionOf(answer: Response): string {
  return answer.headers.get('jianbao-submission') ?? '';
}
