import { type ErrorCode, type FieldProblem, Problem } from '../problems/index.js';
import {
  type AddressFault,
  type AddressKey,
  familyOf,
  fromNumber,
  readAddress,
  toNumber,
} from './address.js';
import { type AddressSpan, type IpRange, isTooWide, type RangeSettings } from './range.js';
import { findSpecialKind, type SpecialKind } from './special-blocks.js';

/**
 * Reads one row of external IP ranges: `start–end`, CIDR, a single address, or the form's own `X@Y 至 X@Y`. Full-width
 * characters are folded.
 *
 * @throws Problem with one of the codes `ERR_RANGE_…`, each with the row as typed in `params.text`
 */
export function parseRange(text: string, settings: RangeSettings): IpRange {
  const row = new Row(text);
  if (row.folded === '') throw row.problem('ERR_RANGE_MISSING');
  const ends = row.folded.length > longestRow ? [] : row.folded.split(separator);
  const [first, second] = ends;
  if (first === undefined || ends.length > 2) throw row.problem('ERR_RANGE_UNREADABLE');
  if (first.includes('/')) return parseCidr(row, first, second, settings);
  return parseEnds(row, first, second ?? first, settings);
}

/**
 * Reads the rows of a form's field, empty rows left out and repeated ones once.
 *
 * @throws Problem `ERR_FIELDS` with one entry for each row that needs mending, its field `name-1`, `name-2` …
 */
export function parseRanges(name: string, rows: readonly string[], settings: RangeSettings): IpRange[] {
  const ranges = new Map<string, IpRange>();
  const fields: FieldProblem[] = [];
  for (const [index, row] of rows.entries()) {
    if (row.trim() === '') continue;
    try {
      const range = parseRange(row, settings);
      ranges.set(JSON.stringify(range), range);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      fields.push({ field: `${name}-${index + 1}`, code: error.code, params: error.params });
    }
  }
  if (fields.length > 0) throw new Problem('ERR_FIELDS', { fields });
  return [...ranges.values()];
}

/** 至 and 到 are the words of the form; the rest is what people and word processors make of a dash. */
const separator = /\s*(?:[-‐‑‒–—−~〜至到]|\bto\b)\s*|\s+/i;

/** Two times two IPv6 addresses with what stands between them. */
const longestRow = 200;

class Row {
  readonly folded: string;
  constructor(readonly text: string) {
    this.folded = text.normalize('NFKC').replaceAll('。', '.').trim();
  }

  problem(code: ErrorCode): Problem {
    return new Problem(code, { params: { text: this.text.trim().slice(0, 100) } });
  }
}

function parseCidr(row: Row, first: string, second: string | undefined, settings: RangeSettings): IpRange {
  const [address = '', length = '', ...rest] = first.split('/');
  if (second !== undefined || rest.length > 0 || address.includes('@'))
    throw row.problem('ERR_RANGE_UNREADABLE');
  const start = parseAddress(row, address);
  const bits = familyOf(start) === 'ipv4' ? 32 : 128;
  if (!/^(0|[1-9]\d{0,2})$/.test(length) || Number(length) > bits) throw row.problem('ERR_RANGE_PREFIX');
  const size = 2n ** BigInt(bits - Number(length));
  if (toNumber(start) % size !== 0n) throw row.problem('ERR_RANGE_NOT_NETWORK');
  return {
    external: checkSpan(row, start, fromNumber(toNumber(start) + size - 1n), settings),
    forwarded: null,
  };
}

function parseEnds(row: Row, first: string, second: string, settings: RangeSettings): IpRange {
  const start = parseEnd(row, first);
  const end = parseEnd(row, second);
  if ((start.forwarded === undefined) !== (end.forwarded === undefined)) {
    throw row.problem('ERR_RANGE_HALF_FORWARDED');
  }
  const external = checkSpan(row, start.external, end.external, settings);
  if (start.forwarded === undefined || end.forwarded === undefined) return { external, forwarded: null };
  return { external, forwarded: checkSpan(row, start.forwarded, end.forwarded, settings) };
}

/** `Y` or `X@Y`. */
function parseEnd(row: Row, text: string): { forwarded: AddressKey | undefined; external: AddressKey } {
  const parts = text.split('@');
  const external = parts.pop() ?? '';
  const [forwarded, ...rest] = parts;
  if (rest.length > 0) throw row.problem('ERR_RANGE_UNREADABLE');
  return {
    forwarded: forwarded === undefined ? undefined : parseAddress(row, forwarded),
    external: parseAddress(row, external),
  };
}

function parseAddress(row: Row, text: string): AddressKey {
  const read = readAddress(text);
  if (typeof read === 'string') return read;
  throw row.problem(faultCodes[read.fault]);
}

function checkSpan(row: Row, start: AddressKey, end: AddressKey, settings: RangeSettings): AddressSpan {
  if (familyOf(start) !== familyOf(end)) throw row.problem('ERR_RANGE_FAMILIES');
  if (start > end) throw row.problem('ERR_RANGE_ORDER');
  const span = { start, end };
  const kind = findSpecialKind(start, end);
  if (kind !== undefined && !(kind === 'loopback' && settings.demoMode)) throw row.problem(kindCodes[kind]);
  if (isTooWide(span, settings)) throw row.problem('ERR_RANGE_TOO_WIDE');
  return span;
}

const faultCodes: Readonly<Record<AddressFault, ErrorCode>> = {
  octal: 'ERR_RANGE_OCTAL',
  short: 'ERR_RANGE_SHORT',
  mapped: 'ERR_RANGE_MAPPED',
  unreadable: 'ERR_RANGE_UNREADABLE',
};

const kindCodes: Readonly<Record<SpecialKind, ErrorCode>> = {
  private: 'ERR_RANGE_PRIVATE',
  loopback: 'ERR_RANGE_LOOPBACK',
  'link-local': 'ERR_RANGE_LINK_LOCAL',
  cgnat: 'ERR_RANGE_CGNAT',
  documentation: 'ERR_RANGE_DOCUMENTATION',
  multicast: 'ERR_RANGE_MULTICAST',
  reserved: 'ERR_RANGE_RESERVED',
};
