import { readFileSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import { json } from 'node:stream/consumers';
import { metadataHeader, patchHeaders, sha256 } from '../../reports/uploads/support/tus-asker.js';
import { nextOrder, type Task } from './reporter.js';

/** A hospital's program that gets its files through over HTTP, however often the line breaks. */
export interface HttpReporter {
  /** Does the next thing about a task, if there is one; a broken line is no error, it is done again. */
  act(task: Task): Promise<void>;
  /** How many requests of each way had begun and got no answer. */
  readonly cut: Map<string, number>;
  /** The codes of everything that was refused. */
  readonly refusals: Set<string>;
}

/** The ways a file is sent; each goes on a way of its own, told by its place. */
const ways = ['body', 'form', 'page', 'parts'] as const;
type Way = (typeof ways)[number];

interface Asked {
  readonly method: 'GET' | 'HEAD' | 'PATCH' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  /** What is counted when the answer stays away. */
  readonly counted: string;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readonly<Record<string, unknown>>;
}

/** @param logIn gives a bearer token */
export function httpReporter(origin: string, logIn: () => Promise<string>): HttpReporter {
  const cut = new Map<string, number>();
  const refusals = new Set<string>();
  const uploads = new Map<Task, string>();
  const places = new Map<Task, number>();
  let token: Promise<string> | undefined;

  async function act(task: Task): Promise<void> {
    const order = nextOrder(task, nobody);
    if (order === undefined) return;
    try {
      if (order.order === 'send') await send(task);
      else await settle(task, String(order.order));
    } catch (error) {
      if (!isBrokenLine(error)) throw error;
    }
  }

  async function send(task: Task): Promise<void> {
    if (!places.has(task)) places.set(task, places.size);
    const way = ways[(places.get(task) ?? 0) % ways.length] ?? 'body';
    const number = way === 'parts' ? await sendInParts(task) : await sendWhole(task, way);
    if (number !== undefined) task.number = number;
  }

  async function sendWhole(task: Task, way: Exclude<Way, 'parts'>): Promise<string | undefined> {
    const file = readFileSync(task.path);
    const { body, type } = way === 'body' ? { body: file, type: 'text/csv' } : formOf(task, file);
    // The page knows no corrections; what it takes is a report.
    const isPage = way === 'page' && task.corrects === undefined;
    const { status, body: answer } = await ask({
      method: 'POST',
      path: isPage ? '/submissions' : `/api/v1/submissions?${queryOf(task)}`,
      headers: { 'content-type': type, 'idempotency-key': `"${task.key}"` },
      body,
      counted: way,
    });
    return status < 300 ? String(answer.number) : undefined;
  }

  /** One part a request; what was begun goes on where the gateway says that it stands. */
  async function sendInParts(task: Task): Promise<string | undefined> {
    const file = readFileSync(task.path);
    const path = uploads.get(task) ?? (await beginParts(task, file));
    if (path === undefined) return undefined;
    const known = await ask({ method: 'HEAD', path, headers: tus, counted: 'parts' });
    const { 'upload-offset': offset, 'jianbao-submission': number } = known.headers;
    if (number !== undefined) return String(number);
    if (offset === undefined) return undefined;
    const from = Number(offset);
    const { headers } = await ask({
      method: 'PATCH',
      path,
      headers: { ...tus, ...patchHeaders(from) },
      body: file.subarray(from, from + Math.ceil(file.length / 3)),
      counted: 'parts',
    });
    const made = headers['jianbao-submission'];
    return made === undefined ? undefined : String(made);
  }

  async function beginParts(task: Task, file: Buffer): Promise<string | undefined> {
    const about = Object.fromEntries(new URLSearchParams(queryOf(task)));
    const { headers } = await ask({
      method: 'POST',
      path: '/api/v1/uploads',
      headers: {
        ...tus,
        'upload-length': String(file.length),
        'upload-metadata': metadataHeader({ ...about, filename: `${task.key}.csv`, sha256: sha256(file) }),
      },
      counted: 'parts',
    });
    if (headers.location !== undefined) uploads.set(task, headers.location);
    return headers.location;
  }

  /** Confirms or cancels. */
  async function settle(task: Task, order: string): Promise<void> {
    const path = `/api/v1/submissions/${task.number}/${order}`;
    const { body } = await ask({ method: 'POST', path, counted: order });
    if (body.code === 'ERR_SUBMISSION_NOT_CANCELLABLE') task.isTooLate = true;
  }

  async function ask({ method, path, headers = {}, body, counted }: Asked): Promise<Answer> {
    token ??= logIn();
    const bearer = await token.catch((error: unknown) => {
      token = undefined;
      throw error;
    });
    const answer = await new Promise<Answer>((resolve, reject) => {
      const asking = request(origin + path, {
        method,
        headers: {
          authorization: `Bearer ${bearer}`,
          accept: 'application/json',
          'content-length': String(body?.length ?? 0),
          ...headers,
        },
      });
      asking.on('error', (error: NodeJS.ErrnoException) => {
        if (error.code !== 'ECONNREFUSED') cut.set(counted, (cut.get(counted) ?? 0) + 1);
        reject(error);
      });
      asking.once('response', (response) => {
        const { statusCode: status = 0, headers: said } = response;
        const isJson = /json/.test(said['content-type'] ?? '');
        if (!isJson) response.resume();
        const read = isJson && method !== 'HEAD' ? json(response) : Promise.resolve({});
        read.then((value) => resolve({ status, headers: said, body: value as Answer['body'] }), reject);
      });
      void writeSlowly(asking, body);
    });
    if (answer.status >= 400) refusals.add(String(answer.body.code ?? `${method} ${answer.status}`));
    if (answer.status === 401) token = undefined;
    return answer;
  }

  return { act, cut, refusals };
}

/** Over HTTP the gateway knows who asks. */
const nobody = { institution: { id: 0, accountId: 0 } };

const tus = { 'tus-resumable': '1.0.0' };

function queryOf({ key, kind, corrects }: Task): string {
  const correction = corrects && {
    [kind === 'withdrawal' ? 'withdraws' : 'corrects']: corrects.number ?? '',
    reason: '誤植',
  };
  const name = `${key}.csv`;
  return new URLSearchParams({ kind: 'general', fileName: name, ...correction }).toString();
}

function formOf({ key }: Task, file: Buffer): { readonly body: Buffer; readonly type: string } {
  const boundary = `boundary-of-${key}`;
  const head = [
    `--${boundary}\r\nContent-Disposition: form-data; name="kind"\r\n\r\ngeneral\r\n`,
    `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${key}.csv"\r\n`,
    'Content-Type: text/csv\r\n\r\n',
  ].join('');
  return {
    body: Buffer.concat([Buffer.from(head), file, Buffer.from(`\r\n--${boundary}--\r\n`)]),
    type: `multipart/form-data; boundary=${boundary}`,
  };
}

/** In four pieces, so that there is a time in which a file is on its way. */
async function writeSlowly(asking: NodeJS.WritableStream, body: Buffer | undefined): Promise<void> {
  const size = Math.ceil((body?.length ?? 0) / 4);
  for (let at = 0; body !== undefined && at < body.length; at += size) {
    asking.write(body.subarray(at, at + size));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  asking.end();
}

/** What a killed gateway leaves its callers with. */
function isBrokenLine(error: unknown): boolean {
  const { code, cause } = error as NodeJS.ErrnoException;
  return brokenLine.has(code ?? '') || (cause !== undefined && isBrokenLine(cause));
}

const brokenLine: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ERR_STREAM_WRITE_AFTER_END',
  'UND_ERR_SOCKET',
  'ECONNABORTED',
]);
