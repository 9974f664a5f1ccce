import type { z } from 'zod';
import type { ErrorCode } from '../../problems/index.js';
import type { Route } from '../../web/index.js';
import type { SchemaName } from '../schemas/index.js';

/**
 * One operation of the API, as data: the OpenAPI document, the page that lists them and the tests come from it, and for
 * applications the routes as well. Its sentence is `api.operation.<id>` in the catalogue.
 */
export interface Operation {
  readonly id: string;
  readonly tag: Tag;
  readonly method: Route['method'];
  /** As OpenAPI writes it: `/api/v1/applications/{reference}`. */
  readonly path: string;
  readonly who: Route['who'];
  readonly query?: z.ZodObject;
  /** Headers of its own that the request has; the bearer token goes without saying. */
  readonly headers?: readonly HeaderName[];
  readonly body?: Body;
  readonly answer: Answer;
  /** What it may be refused with, besides what any request may. */
  readonly problems: readonly ErrorCode[];
  readonly examples: readonly Example[];
}

export const tags = ['session', 'submissions', 'applications', 'review'] as const;
export type Tag = (typeof tags)[number];

/** `Prefer`: RFC 7240. `If-Match`: the version that was looked at. `Idempotency-Key`: the same request sent again does nothing twice. */
export type HeaderName =
  | 'If-Match'
  | 'Idempotency-Key'
  | 'Prefer'
  // Of the tus protocol.
  | 'Tus-Resumable'
  | 'Upload-Length'
  | 'Upload-Metadata'
  | 'Upload-Offset'
  | 'Upload-Checksum';

/** JSON, bytes of these media types, or a multipart form. */
export type Body =
  | { readonly schema: SchemaName }
  | { readonly bytes: readonly string[] }
  | { readonly form: SchemaName };

export interface Answer {
  readonly status: 200 | 201 | 202 | 204;
  /** With `Prefer: wait`, when what was asked for is done in that time. */
  readonly statusWhenDone?: 200;
  readonly schema?: SchemaName;
  /** The media type of an answer that is no JSON. */
  readonly bytes?: string;
  readonly headers?: readonly AnswerHeader[];
}

export type AnswerHeader =
  | 'Location'
  | 'ETag'
  // Of the tus protocol.
  | 'Tus-Version'
  | 'Tus-Extension'
  | 'Tus-Max-Size'
  | 'Upload-Offset'
  | 'Upload-Length'
  | 'Upload-Expires'
  /** Names the submission that came of an upload. */
  | 'Jianbao-Submission';

/** A request that stands in the document and is sent by the tests; `{…}` in the path is filled in there. */
export interface Example {
  readonly name: string;
  /** Of the demo's people; undefined without login. */
  readonly as?: string;
  /** A number in it stands for one of the reader's own. */
  readonly query?: string;
  readonly headers?: Readonly<Partial<Record<HeaderName, string>>>;
  readonly body?: unknown;
}
