import { expect } from 'vitest';
import type { z } from 'zod';
import { type Example, namedSchemas, type Operation, operations } from '../../../src/api/index.js';
import type { Installation } from '../../support/installation.js';

/** What an example is sent with besides what it says itself. */
export interface Sending {
  /** What stands in braces in the path. */
  readonly path?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** The number that stands in place of the one in the example's query. */
  readonly number?: string;
  /** In place of the example's body: what only a card can make, or a file. */
  readonly body?: unknown;
  readonly bytes?: { readonly type: string; readonly content: Uint8Array };
  readonly form?: FormData;
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly json: Record<string, unknown>;
}

/** Sends the examples of the document to a gateway, holds the answers to what it says, and remembers which were sent. */
export function exampleSender(installation: Installation) {
  const sent = new Set<string>();
  const tokens = new Map<string, string>();

  async function tokenOf(userName: string): Promise<string> {
    const token = tokens.get(userName) ?? (await installation.logIn(userName));
    tokens.set(userName, token);
    return token;
  }

  /** Sends an example and holds the answer to its status, its headers and its schema. */
  async function send(id: string, name: string, sending: Sending = {}): Promise<Answered> {
    const operation = operationOf(id);
    const example = operation.examples.find((one) => one.name === name);
    if (example === undefined) throw new TypeError(`${id} has no example ${name}.`);
    sent.add(`${id} ${name}`);
    const response = await fetch(addressOf(installation.origin, operation, example, sending), {
      method: operation.method.toUpperCase(),
      headers: {
        'accept-language': 'en',
        ...(example.as !== undefined && { authorization: `Bearer ${await tokenOf(example.as)}` }),
        ...example.headers,
        ...sending.headers,
        ...contentTypeOf(example, sending),
      },
      ...bodyOf(example, sending),
    });
    return held(operation, response);
  }

  return {
    send,
    tokenOf,
    /** Examples of the document that were not sent. */
    unsent: () =>
      operations
        .flatMap(({ id, examples }) => examples.map(({ name }) => `${id} ${name}`))
        .filter((one) => !sent.has(one)),
  };
}

/** The operation of a name. */
export function operationOf(id: string): Operation {
  const operation = operations.find((one) => one.id === id);
  if (operation === undefined) throw new TypeError(`There is no operation ${id}.`);
  return operation;
}

async function held({ id, answer }: Operation, response: Response): Promise<Answered> {
  const bytes = Buffer.from(await response.arrayBuffer());
  const type = response.headers.get('content-type')?.split(';')[0];
  if (response.status !== answer.status && response.status !== answer.statusWhenDone)
    expect(`${id} ${response.status} ${bytes}`).toBe(`${id} ${answer.status}`);
  for (const name of answer.headers ?? []) expect(response.headers.get(name), `${id} ${name}`).not.toBeNull();
  if (answer.bytes !== undefined) expect(type, id).toBe(answer.bytes);
  const schema: z.ZodType | undefined = answer.schema && namedSchemas[answer.schema];
  const json = type === 'application/json' ? JSON.parse(bytes.toString()) : {};
  if (schema !== undefined) expect(schema.safeParse(json).error?.issues ?? [], id).toEqual([]);
  return { status: response.status, headers: response.headers, json };
}

function addressOf(origin: string, { path }: Operation, { query }: Example, sending: Sending): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => sending.path?.[name] ?? `{${name}}`);
  const asked = query?.replace(/S\d{7}-\w{6}/, (shown) => sending.number ?? shown);
  return `${origin}${filled}${asked === undefined ? '' : `?${asked}`}`;
}

function contentTypeOf({ body }: Example, { body: own, bytes, form }: Sending): Record<string, string> {
  // Written with its boundary by fetch.
  if (form !== undefined) return {};
  if (bytes !== undefined) return { 'content-type': bytes.type };
  return (own ?? body) === undefined ? {} : { 'content-type': 'application/json' };
}

function bodyOf(
  { body }: Example,
  { body: own, bytes, form }: Sending,
): { body?: string | Uint8Array | FormData } {
  if (form !== undefined) return { body: form };
  if (bytes !== undefined) return { body: bytes.content };
  const json = own ?? body;
  return json === undefined ? {} : { body: JSON.stringify(json) };
}
