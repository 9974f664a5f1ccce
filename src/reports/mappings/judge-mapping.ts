import { comparableName, namesOf } from '../process/read-header.js';
import { comparableCode, spellingsOf } from '../rules/cells/code.js';
import { type CodeColumn, type Column, codeList } from '../schema/column.js';
import type { Layout } from '../schema/layouts.js';
import type { ColumnMapping, MappedColumn } from './mapping.js';
import type { MappingFault } from './mapping-fault.js';

/** A column of the mapping file and where it stands there. */
export interface MappingEntry {
  readonly ownName: string;
  readonly comparable: string;
  readonly line: number;
  /** As written: a key or a name. */
  readonly column: string;
  readonly codes: readonly MappingCode[];
}

export interface MappingCode {
  /** The institution's own. */
  readonly value: string;
  /** A code or label of ours. */
  readonly code: string;
  readonly line: number;
}

interface LeftOutEntry {
  readonly name: string;
  readonly comparable: string;
  readonly line: number;
}

/** Whether a mapping says one thing about each name and value, and what. */
export function judgeMapping(
  layout: Layout,
  entries: readonly MappingEntry[],
  leftOut: readonly LeftOutEntry[],
): ColumnMapping | { readonly faults: readonly MappingFault[] } {
  const faults = [
    ...judgeNames(layout, entries, leftOut),
    ...judgeTargets(layout, entries),
    ...entries.flatMap((entry) => judgeCodes(layout, entry)),
  ];
  if (faults.length > 0) return { faults };
  return {
    columns: entries.map((entry) => mapped(layout, entry)),
    leftOut: leftOut.map(({ comparable }) => comparable),
  };
}

function judgeNames(
  layout: Layout,
  entries: readonly MappingEntry[],
  leftOut: readonly LeftOutEntry[],
): readonly MappingFault[] {
  if (entries.length + leftOut.length === 0) return [{ line: 1, code: 'nothing', params: {} }];
  const seen = new Map<string, string>();
  const ours = namesOf(layout);
  const faults: MappingFault[] = [];
  const take = (name: string, comparable: string, line: number) => {
    const earlier = seen.get(comparable);
    if (comparable === '') faults.push({ line, code: 'name-empty', params: {} });
    else if (earlier === undefined) seen.set(comparable, name);
    else faults.push({ line, code: 'name-twice', params: { name, earlier } });
  };
  for (const { ownName, comparable, line, column } of entries) {
    take(ownName, comparable, line);
    const means = layout.columns[ours.get(comparable) ?? -1];
    const target = findColumn(layout, column);
    if (means === undefined || target === undefined || means === target) continue;
    faults.push({
      line,
      code: 'name-means-other',
      params: { name: ownName, means: means.name, column: target.name },
    });
  }
  for (const { name, comparable, line } of leftOut) {
    take(name, comparable, line);
    if (ours.has(comparable)) faults.push({ line, code: 'left-out-ours', params: { name } });
  }
  return faults;
}

function judgeTargets(layout: Layout, entries: readonly MappingEntry[]): readonly MappingFault[] {
  const taken = new Map<Column, string>();
  return entries.flatMap(({ ownName, line, column }): readonly MappingFault[] => {
    const target = findColumn(layout, column);
    if (target === undefined) {
      return [{ line, code: 'column-unknown', params: { name: ownName, column: column.slice(0, 40) } }];
    }
    const earlier = taken.get(target);
    taken.set(target, earlier ?? ownName);
    if (earlier === undefined) return [];
    return [{ line, code: 'column-twice', params: { name: ownName, earlier, column: target.name } }];
  });
}

function judgeCodes(layout: Layout, entry: MappingEntry): readonly MappingFault[] {
  const { ownName, line, codes } = entry;
  const column = findColumn(layout, entry.column);
  if (column === undefined || codes.length === 0) return [];
  if (column.type !== 'code')
    return [{ line, code: 'codes-none', params: { name: ownName, column: column.name } }];
  const known = spellingsOf(column);
  const isOurName = namesOf(layout).has(entry.comparable);
  const seen = new Set<string>();
  return codes.flatMap(({ value, code, line: at }): readonly MappingFault[] => {
    const own = comparableCode(value);
    const meant = known.get(comparableCode(code));
    if (meant === undefined) {
      return [{ line: at, code: 'code-unknown', params: { value, code, codes: listCodes(column) } }];
    }
    if (seen.has(own)) return [{ line: at, code: 'code-twice', params: { value } }];
    seen.add(own);
    const already = isOurName ? known.get(own) : undefined;
    if (already === undefined || already === meant) return [];
    const means = column.codes[already] ?? already;
    return [{ line: at, code: 'code-means-other', params: { value, means, name: ownName } }];
  });
}

function mapped(layout: Layout, { ownName, comparable, column, codes }: MappingEntry): MappedColumn {
  const target = findColumn(layout, column);
  if (target === undefined) throw new TypeError('The mapping was not judged.');
  return {
    ownName,
    comparable,
    key: target.key,
    codes:
      codes.length === 0 || target.type !== 'code'
        ? null
        : Object.fromEntries(
            codes.map(({ value, code }) => [value, spellingsOf(target).get(comparableCode(code)) ?? code]),
          ),
    onlyThese: codes.length > 0 && !namesOf(layout).has(comparable),
  };
}

function findColumn(layout: Layout, written: string): Column | undefined {
  return layout.columns[namesOf(layout).get(comparableName(written)) ?? -1];
}

/** A long list is begun only. */
function listCodes(column: CodeColumn): string {
  const all = codeList(column).map(([code, label]) => (code === label ? code : `${code} ${label}`));
  return all.length > 12 ? [...all.slice(0, 3), '…'].join('、') : all.join('、');
}
