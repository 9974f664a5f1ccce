import type { Knex } from 'knex';
import { addMinutes } from '../../clock.js';
import { addressKey, familyOf } from '../../ip-ranges/index.js';
import { Problem } from '../../problems/index.js';
import { userNameKey } from '../user-name.js';
import { type Counter, type CounterState, lockCounter, writeCounter } from './failure-store.js';
import type { FailureLimits, LoginLimits } from './limits.js';

/** Whose attempt it is. */
export interface AttemptSource {
  /** As typed; an unknown name is counted like a known one. */
  readonly userName: string;
  readonly address: string;
}

/**
 * Counts an attempt as failed before it is judged, so that attempts at the same time cannot pass the limit together;
 * `uncountAttempt` or `forgetFailures` takes it back when it turns out otherwise.
 *
 * @returns until when logging in pauses, if it does; then nothing was counted
 */
export async function countAttempt(
  trx: Knex.Transaction,
  source: AttemptSource,
  limits: FailureLimits,
  at: Date,
): Promise<Date | undefined> {
  const counters = await lockCounters(trx, source, at);
  const locks = counters
    .map(({ state }) => state.lockedUntil)
    .filter((until) => until !== null && until > at);
  const latest = locks.reduce<Date | null>((one, other) => (one && other && one > other ? one : other), null);
  if (latest !== null) return latest;
  for (const { counter, state } of counters) {
    await writeCounter(trx, counter, countUp(state, limits[counter.scope], limits.minutes, at));
  }
  return undefined;
}

/** Takes an attempt back that failed for no fault of the person, e.g. because a revocation list was out of reach. */
export async function uncountAttempt(
  trx: Knex.Transaction,
  source: AttemptSource,
  limits: FailureLimits,
  at: Date,
): Promise<void> {
  for (const { counter, state } of await lockCounters(trx, source, at)) {
    await writeCounter(trx, counter, countDown(state, limits[counter.scope]));
  }
}

/**
 * After a login that succeeded: the account's failures are forgotten; the address loses this attempt only, else one good
 * account would let its owner try others without end.
 */
export async function forgetFailures(
  trx: Knex.Transaction,
  source: AttemptSource,
  limits: FailureLimits,
  at: Date,
): Promise<void> {
  for (const { counter, state } of await lockCounters(trx, source, at)) {
    const forgotten = counter.scope === 'account' ? { ...state, count: 0, lockedUntil: null } : undefined;
    await writeCounter(trx, counter, forgotten ?? countDown(state, limits[counter.scope]));
  }
}

/**
 * Counts a program's request to log in.
 *
 * @throws Problem `ERR_TOO_MANY_REQUESTS` when there were too many from this address
 */
export async function countProgramRequest(
  trx: Knex.Transaction,
  address: string,
  { count, minutes }: LoginLimits['programRequests'],
  at: Date,
): Promise<void> {
  const counter: Counter = { scope: 'program', subject: sourceOf(address) };
  const state = await lockCounter(trx, counter, at);
  const endsAt = addMinutes(state.countedAt, minutes);
  if (endsAt <= at) return writeCounter(trx, counter, { count: 1, countedAt: at, lockedUntil: null });
  if (state.count >= count) {
    throw new Problem('ERR_TOO_MANY_REQUESTS', { params: { minutes: minutesUntil(endsAt, at) } });
  }
  await writeCounter(trx, counter, { ...state, count: state.count + 1 });
}

/** What is told while logging in pauses; undefined when it does not. */
export function pauseProblem(until: Date | undefined, at: Date): Problem | undefined {
  if (until === undefined) return undefined;
  return new Problem('ERR_LOGIN_LOCKED', { params: { minutes: minutesUntil(until, at) } });
}

/** Whole minutes from `at` until `until`, at least one. */
export function minutesUntil(until: Date, at: Date): number {
  return Math.max(1, Math.ceil((until.getTime() - at.getTime()) / 60_000));
}

interface LockedCounter {
  readonly counter: Counter & { readonly scope: 'account' | 'address' };
  readonly state: CounterState;
}

/** Always the account's first: two attempts that share both never wait for each other crosswise. */
async function lockCounters(
  trx: Knex.Transaction,
  source: AttemptSource,
  at: Date,
): Promise<readonly LockedCounter[]> {
  const account = { scope: 'account', subject: userNameKey(source.userName) } as const;
  const address = { scope: 'address', subject: sourceOf(source.address) } as const;
  return [
    { counter: account, state: await lockCounter(trx, account, at) },
    { counter: address, state: await lockCounter(trx, address, at) },
  ];
}

/** One IPv4 address, or the /64 network of an IPv6 address: a host takes new addresses from it as it likes. */
function sourceOf(address: string): string {
  const key = addressKey(address);
  if (key === undefined) return address;
  return familyOf(key) === 'ipv6' ? key.slice(0, 16) : key;
}

function countUp(state: CounterState, most: number, minutes: number, at: Date): CounterState {
  const isOld = addMinutes(state.countedAt, minutes) <= at;
  const count = (isOld ? 0 : state.count) + 1;
  return { count, countedAt: at, lockedUntil: count >= most ? addMinutes(at, minutes) : null };
}

function countDown(state: CounterState, most: number): CounterState {
  const count = Math.max(0, state.count - 1);
  return { ...state, count, lockedUntil: count >= most ? state.lockedUntil : null };
}
