import { sha256, toBase64 } from './digest.js';

/** An answer of the gateway. */
export interface TusAnswer {
  readonly status: number;
  /** Where the upload is, after it was begun. */
  readonly location: string | null;
  /** Bytes that have arrived. */
  readonly offset: number | null;
  /** The number of the submission, when everything has arrived. */
  readonly submission: string | null;
  /** The sentence of a problem (RFC 9457), and the field that it belongs to. */
  readonly sentence: string | null;
  readonly field: string | null;
}

/** No answer came: the line is cut, or has gone silent. */
export class LineCut extends Error {}

/** The requests of tus 1.0 that a page sends. */
export interface Tus {
  begin(size: number, metadata: ReadonlyMap<string, string>, stop: AbortSignal): Promise<TusAnswer>;
  look(path: string, stop: AbortSignal): Promise<TusAnswer>;
  send(
    path: string,
    part: { readonly offset: number; readonly bytes: ArrayBuffer },
    onSent: (bytes: number) => void,
    stop: AbortSignal,
  ): Promise<TusAnswer>;
  remove(path: string): Promise<TusAnswer>;
}

/** @param onAnswer is called with every answer to somebody signed in: each makes the session last longer */
export function openTus(csrfToken: string, onAnswer: () => void): Tus {
  const headers = { 'Tus-Resumable': '1.0.0', 'X-CSRF-Token': csrfToken };
  const ask = async (...question: Parameters<typeof sendRequest>): Promise<TusAnswer> => {
    const answer = await sendRequest(...question);
    if (answer.status < 400) onAnswer();
    return answer;
  };
  return {
    begin: (size, metadata, stop) =>
      ask('POST', '/api/v1/uploads', stop, {
        ...headers,
        'Upload-Length': String(size),
        'Upload-Metadata': writeMetadata(metadata),
      }),
    // What HEAD says, and in case of a refusal the sentence besides, which an answer to HEAD cannot carry.
    look: (path, stop) => ask('GET', path, stop, headers),
    async send(path, { offset, bytes }, onSent, stop) {
      const part = {
        ...headers,
        'Content-Type': 'application/offset+octet-stream',
        'Upload-Offset': String(offset),
        'Upload-Checksum': `sha256 ${toBase64(await sha256(bytes))}`,
      };
      return ask('PATCH', path, stop, part, { bytes, onSent });
    },
    remove: (path) => ask('DELETE', path, new AbortController().signal, headers),
  };
}

/** A line on which nothing moves for so long is cut, in milliseconds. */
const silence = 30_000;

/** XMLHttpRequest, because fetch does not tell how much of a body has been sent. */
function sendRequest(
  method: string,
  path: string,
  stop: AbortSignal,
  headers: Readonly<Record<string, string>>,
  body?: { readonly bytes: ArrayBuffer; readonly onSent: (bytes: number) => void },
): Promise<TusAnswer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const watch = () => {
      clearTimeout(timer);
      timer = setTimeout(() => request.abort(), silence);
    };
    const cut = () => {
      clearTimeout(timer);
      reject(stop.aborted ? stop.reason : new LineCut());
    };
    request.open(method, path);
    request.setRequestHeader('Accept', 'application/json');
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.addEventListener('progress', ({ loaded }) => {
      watch();
      body?.onSent(loaded);
    });
    request.addEventListener('error', cut);
    request.addEventListener('abort', cut);
    request.addEventListener('load', () => {
      clearTimeout(timer);
      resolve(readAnswer(request));
    });
    stop.addEventListener('abort', () => request.abort(), { once: true });
    if (stop.aborted) return cut();
    watch();
    request.send(body?.bytes ?? null);
  });
}

function readAnswer(request: XMLHttpRequest): TusAnswer {
  const offset = request.getResponseHeader('Upload-Offset');
  return {
    status: request.status,
    location: request.getResponseHeader('Location'),
    offset: offset === null ? null : Number(offset),
    submission: request.getResponseHeader('Jianbao-Submission'),
    ...readProblem(request.responseText),
  };
}

function readProblem(text: string): Pick<TusAnswer, 'sentence' | 'field'> {
  try {
    const problem: Problem = JSON.parse(text);
    const [first] = problem.errors ?? [];
    return { sentence: first?.detail ?? problem.detail ?? null, field: first?.field ?? null };
  } catch {
    return { sentence: null, field: null };
  }
}

interface Problem {
  readonly detail?: string;
  readonly errors?: readonly { readonly detail?: string; readonly field?: string }[];
}

function writeMetadata(metadata: ReadonlyMap<string, string>): string {
  return [...metadata]
    .map(([name, value]) => `${name} ${toBase64(new TextEncoder().encode(value))}`)
    .join(',');
}
