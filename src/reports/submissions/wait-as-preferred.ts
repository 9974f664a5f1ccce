import type { Request, Response } from 'express';

/**
 * What a program prefers (RFC 7240): `respond-async` is what it gets anyway; with `wait=N` the answer waits up to N seconds,
 * 30 at the most, for a file to be judged. Other preferences are not understood, which the RFC allows.
 *
 * @param look how it stands now
 * @param isUnderWay whether it will change by itself
 * @returns how it stands; `Preference-Applied` is set, and the status: 200 for what was waited for and is done, else 202
 */
export async function waitAsPreferred<T>(
  request: Request,
  response: Response,
  look: () => Promise<T>,
  isUnderWay: (now: T) => boolean,
): Promise<T> {
  const { seconds, applied } = preferenceOf(request.get('Prefer') ?? '');
  if (applied.length > 0) response.setHeader('Preference-Applied', applied.join(', '));
  let now = await look();
  for (
    let waited = 0;
    waited < seconds * 1000 && isUnderWay(now) && !request.socket.destroyed;
    waited += pause
  ) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    now = await look();
  }
  response.status(seconds > 0 && !isUnderWay(now) ? 200 : 202);
  return now;
}

/** Milliseconds between two looks. */
const pause = 200;
const mostSeconds = 30;

/** The first of each name counts (RFC 7240 2). */
export function preferenceOf(header: string): {
  readonly seconds: number;
  readonly applied: readonly string[];
} {
  const preferences = header.split(',').map((part) => part.split(';', 1)[0]?.trim().toLowerCase() ?? '');
  const isAsync = preferences.includes('respond-async');
  const wait = preferences.find((one) => one.startsWith('wait'));
  const asked = /^wait\s*=\s*"?(\d{1,6})"?$/.exec(wait ?? '')?.[1];
  const seconds = Math.min(Number(asked ?? 0), mostSeconds);
  return {
    seconds,
    applied: [...(isAsync ? ['respond-async'] : []), ...(asked === undefined ? [] : [`wait=${seconds}`])],
  };
}
