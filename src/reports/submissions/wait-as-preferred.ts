import type { Request, Response } from 'express';

/** How a thing that changes by itself is looked at. */
export interface Watched<T> {
  /** How it stands now. */
  look(): Promise<T>;
  /** Whether it will change by itself. */
  isUnderWay(now: T): boolean;
  /** Resolves when it may have changed; it is looked at now and then all the same, since another gateway may work on it. */
  readonly nextChange?: (() => Promise<void>) | undefined;
}

/**
 * What a program prefers (RFC 7240): `respond-async` is what it gets anyway; with `wait=N` the answer waits up to N seconds,
 * 30 at the most, for a file to be judged. Other preferences are not understood, which the RFC allows.
 *
 * @returns how it stands; `Preference-Applied` is set, and the status: 200 for what was waited for and is done, else 202
 */
export async function waitAsPreferred<T>(
  request: Request,
  response: Response,
  { look, isUnderWay, nextChange }: Watched<T>,
): Promise<T> {
  const { seconds, applied } = preferenceOf(request.get('Prefer') ?? '');
  if (applied.length > 0) response.setHeader('Preference-Applied', applied.join(', '));
  const patience = seconds === 0 ? AbortSignal.abort() : AbortSignal.timeout(seconds * 1000);
  // Asked before each look, so that no change falls between the two.
  let change = nextChange?.();
  let now = await look();
  while (!patience.aborted && isUnderWay(now) && !request.socket.destroyed) {
    await Promise.race([pause(), ...(change === undefined ? [] : [change])]);
    change = nextChange?.();
    now = await look();
  }
  response.status(seconds > 0 && !isUnderWay(now) ? 200 : 202);
  return now;
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, pauseMilliseconds));
}

const pauseMilliseconds = 200;
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
