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
import { findSpecialKind, liesInBlock, type SpecialKind } from './special-blocks.js';

/**
 * Reads one row of external IP ranges: `start–end`, CIDR, a single address, or the form's own `X@Y 至 X@Y`. Full-width
 * characters are folded.
 *
 * @throws Problem with one of the codes `ERR_RANGE_…`, each with the row as typed in `params.text`
 */
export function parseRange(text: string, settings: RangeSettings): IpRange {
  const row = new Row(text);
  const { first, second } = endsOf(row);
  if (!first.includes('/')) return parseEnds(row, first, second ?? first, settings);
  return { external: checkExternal(row, parseCidr(row, first, second), settings), forwarded: null };
}

/**
 * Reads the client addresses that an institution's own proxy forwards, written as one row: `start–end`, CIDR or a single
 * address. Addresses used inside an institution are what proxies forward, and they only narrow, however many they are.
 *
 * @throws Problem as `parseRange`; `ERR_RANGE_FORWARDED_KIND` for addresses that no client has
 */
export function parseForwarded(text: string, settings: Pick<RangeSettings, 'demoMode'>): AddressSpan {
  const row = new Row(text);
  const { first, second } = endsOf(row);
  if (first.includes('/')) return checkForwarded(row, parseCidr(row, first, second), settings);
  if (`${first}${second ?? ''}`.includes('@')) throw row.problem('ERR_RANGE_FORWARDED_TWICE');
  const span = { start: parseAddress(row, first), end: parseAddress(row, second ?? first) };
  return checkForwarded(row, span, settings);
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

function endsOf(row: Row): { readonly first: string; readonly second: string | undefined } {
  if (row.folded === '') throw row.problem('ERR_RANGE_MISSING');
  const ends = row.folded.length > longestRow ? [] : row.folded.split(separator);
  const [first, second] = ends;
  if (first === undefined || ends.length > 2) throw row.problem('ERR_RANGE_UNREADABLE');
  return { first, second };
}

function parseCidr(row: Row, first: string, second: string | undefined): AddressSpan {
  const [address = '', length = '', ...rest] = first.split('/');
  if (second !== undefined || rest.length > 0 || address.includes('@'))
    throw row.problem('ERR_RANGE_UNREADABLE');
  const start = parseAddress(row, address);
  const bits = familyOf(start) === 'ipv4' ? 32 : 128;
  if (!/^(0|[1-9]\d{0,2})$/.test(length) || Number(length) > bits) throw row.problem('ERR_RANGE_PREFIX');
  const size = 2n ** BigInt(bits - Number(length));
  if (toNumber(start) % size !== 0n) throw row.problem('ERR_RANGE_NOT_NETWORK');
  return { start, end: fromNumber(toNumber(start) + size - 1n) };
}

function parseEnds(row: Row, first: string, second: string, settings: RangeSettings): IpRange {
  const start = parseEnd(row, first);
  const end = parseEnd(row, second);
  if ((start.forwarded === undefined) !== (end.forwarded === undefined)) {
    throw row.problem('ERR_RANGE_HALF_FORWARDED');
  }
  const external = checkExternal(row, { start: start.external, end: end.external }, settings);
  if (start.forwarded === undefined || end.forwarded === undefined) return { external, forwarded: null };
  const forwarded = { start: start.forwarded, end: end.forwarded };
  return { external, forwarded: checkForwarded(row, forwarded, settings) };
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

function checkExternal(row: Row, span: AddressSpan, settings: RangeSettings): AddressSpan {
  checkOrder(row, span);
  const kind = findSpecialKind(span.start, span.end);
  if (kind !== undefined && !(kind === 'loopback' && settings.demoMode)) throw row.problem(kindCodes[kind]);
  if (isTooWide(span, settings)) throw row.problem('ERR_RANGE_TOO_WIDE');
  return span;
}

function checkForwarded(
  row: Row,
  span: AddressSpan,
  { demoMode }: Pick<RangeSettings, 'demoMode'>,
): AddressSpan {
  checkOrder(row, span);
  const { start, end } = span;
  const inside = demoMode ? [...kindsForwarded, 'loopback' as const] : kindsForwarded;
  if (liesInBlock(start, end, inside) || findSpecialKind(start, end) === undefined) return span;
  throw row.problem('ERR_RANGE_FORWARDED_KIND');
}

/** What computers inside an institution have. */
const kindsForwarded: readonly SpecialKind[] = ['private', 'cgnat'];

function checkOrder(row: Row, { start, end }: AddressSpan): void {
  if (familyOf(start) !== familyOf(end)) throw row.problem('ERR_RANGE_FAMILIES');
  if (start > end) throw row.problem('ERR_RANGE_ORDER');
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
