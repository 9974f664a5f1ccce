/**
 * How many bytes to send with the next request: a request should take some seconds, so that a cut costs little on a slow
 * line and a fast line is not kept waiting.
 *
 * @param milliseconds what the last one of `bytes` took
 */
export function nextPartBytes(bytes: number, milliseconds: number): number {
  if (milliseconds < 1_000) return Math.min(bytes * 2, mostPartBytes);
  if (milliseconds > 4_000) return Math.max(Math.floor(bytes / 2), leastPartBytes);
  return bytes;
}

export const firstPartBytes = 1_048_576;
const leastPartBytes = 262_144;
const mostPartBytes = 8_388_608;

/** Milliseconds to wait before the next try after so many failures in a row: 1, 2, 4, 8 seconds, then 15. */
export function waitAfter(failures: number): number {
  return Math.min(1_000 * 2 ** (failures - 1), 15_000);
}

/** Bytes that had been sent at a time, in milliseconds. */
export interface Sample {
  readonly bytes: number;
  readonly at: number;
}

/** Bytes for each second over the last ten seconds; undefined before there is enough to tell. */
export function speedOf(samples: readonly Sample[]): number | undefined {
  const last = samples.at(-1);
  const first = samples.find(({ at }) => last !== undefined && last.at - at <= 10_000);
  if (last === undefined || first === undefined || last.at - first.at < 500) return undefined;
  return Math.max(0, ((last.bytes - first.bytes) * 1_000) / (last.at - first.at));
}
