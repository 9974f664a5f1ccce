import type { z } from 'zod';
import { comparableName } from '../process/read-header.js';
import type { ExamKind } from '../schema/kinds.js';
import { layoutOf } from '../schema/layouts.js';
import { judgeMapping } from './judge-mapping.js';
import { JsonBroken, type LocatedJson, locateJson } from './locate-json.js';
import { type ColumnMapping, longestMapping, mappingShape } from './mapping.js';
import type { MappingFault } from './mapping-fault.js';

/** A mapping file as understood, or everything that is wrong in it, by line. */
export type ReadMapping =
  | { readonly kind: ExamKind; readonly mapping: ColumnMapping }
  | { readonly faults: readonly MappingFault[] };

/** Reads a mapping file. What it says is taken only when all of it is certain. */
export function readMapping(text: string): ReadMapping {
  if (text.length > longestMapping) {
    return { faults: [{ line: 1, code: 'too-long', params: { limit: longestMapping } }] };
  }
  const located = locate(text);
  if ('faults' in located) return located;
  const shape = mappingShape.safeParse(located.value);
  const faults = [
    ...twice(located),
    ...(shape.success ? [] : shape.error.issues.flatMap(issueFaults(located))),
  ];
  if (faults.length > 0 || !shape.success) return { faults: faults.toSorted(byLine) };
  const { kind, columns, leaveOut = [] } = shape.data;
  const entries = Object.entries(columns).map(([ownName, target]) => ({
    ownName,
    comparable: comparableName(ownName),
    line: located.lineOf(['columns', ownName]),
    column: typeof target === 'string' ? target : target.column,
    codes: Object.entries((typeof target === 'string' ? undefined : target.codes) ?? {}).map(
      ([value, code]) => ({
        value,
        code,
        line: located.lineOf(['columns', ownName, 'codes', value]),
      }),
    ),
  }));
  const leftOut = leaveOut.map((name, index) => ({
    name,
    comparable: comparableName(name),
    line: located.lineOf(['leaveOut', index]),
  }));
  const judged = judgeMapping(layoutOf(kind), entries, leftOut);
  if ('faults' in judged) return { faults: judged.faults.toSorted(byLine) };
  return { kind, mapping: judged };
}

function locate(text: string): LocatedJson | { readonly faults: readonly MappingFault[] } {
  try {
    return locateJson(text);
  } catch (error) {
    if (!(error instanceof JsonBroken)) throw error;
    return { faults: [{ line: error.line, code: 'json', params: {} }] };
  }
}

function twice({ twice: members }: LocatedJson): readonly MappingFault[] {
  return members.map(({ line, name }) => ({ line, code: 'member-twice', params: { name } }));
}

/** What does not fit the shape, by where it is. */
function issueFaults(located: LocatedJson): (issue: z.core.$ZodIssue) => readonly MappingFault[] {
  return (issue) => {
    const line = located.lineOf(issue.path);
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        line: located.lineOf([...issue.path, key]),
        code: 'member-unknown' as const,
        params: { name: key.slice(0, 40) },
      }));
    }
    const [part] = issue.path;
    if (part === 'mapping') return [{ line, code: 'version', params: {} }];
    if (part === 'kind') return [{ line, code: 'kind', params: {} }];
    if (part === 'leaveOut') return [{ line, code: 'leave-out', params: {} }];
    if (part === 'columns' && issue.path.length > 1) {
      return [{ line, code: 'target', params: { name: String(issue.path[1]).slice(0, 40) } }];
    }
    if (part === 'columns') return [{ line, code: 'columns', params: {} }];
    return [{ line, code: 'shape', params: {} }];
  };
}

function byLine(one: MappingFault, other: MappingFault): number {
  return one.line - other.line;
}
