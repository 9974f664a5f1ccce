import { createHash } from 'node:crypto';
import { z } from 'zod';
import { isHttp } from '../fetch-bounded.js';

/** Where one list of an issuer is published; every address has the same list. */
export interface CrlPlace {
  /** Key identifier, hexadecimal lower case. */
  readonly issuer: string;
  readonly urls: readonly [string, ...string[]];
}

const mostUrls = 4;

/** The place that addresses name, or undefined when none of them can be fetched. */
export function placeOf(issuer: string, addresses: readonly string[]): CrlPlace | undefined {
  const [first, ...others] = [...new Set(addresses)].filter(isHttp).slice(0, mostUrls);
  return first === undefined ? undefined : { issuer, urls: [first, ...others] };
}

/** The file name, without an ending, under which a place's list is kept. */
export function nameOf({ issuer, urls }: CrlPlace): string {
  const digest = createHash('sha256').update(issuer);
  for (const url of urls) digest.update(`\n${url}`);
  return `download-${digest.digest('hex').slice(0, 16)}`;
}

/** What is remembered beside a list: where it is from, and what makes the next request conditional. */
export const noteShape = z.object({
  issuer: z.string().regex(/^[0-9a-f]{2,128}$/),
  urls: z.array(z.string().max(2048).refine(isHttp)).min(1).max(mostUrls),
  /** The address that the list came from. */
  url: z.string().optional(),
  etag: z.string().optional(),
  lastModified: z.string().optional(),
});

export type CrlNote = z.infer<typeof noteShape>;
