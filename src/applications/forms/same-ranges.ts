import type { IpRange } from '../../ip-ranges/index.js';

/** Whether two lists hold the same ranges, in whatever order. */
export function sameRanges(one: readonly IpRange[], other: readonly IpRange[]): boolean {
  const [first, second] = [keysOf(one), keysOf(other)];
  return first.size === second.size && [...first].every((key) => second.has(key));
}

function keysOf(ranges: readonly IpRange[]): ReadonlySet<string> {
  return new Set(
    ranges.map(({ external, forwarded }) =>
      [external.start, external.end, forwarded?.start, forwarded?.end].join(' '),
    ),
  );
}
