import type { Translate } from '../../locales/index.js';

/** Something that is wrong in a mapping file. */
export interface MappingFault {
  /** Counted from 1. */
  readonly line: number;
  readonly code: MappingFaultCode;
  readonly params: Readonly<Record<string, string | number>>;
}

/** Each has its sentence in the catalogue: `mappings.fault.<code>`. */
export const mappingFaultCodes = [
  // Its form.
  'too-long',
  'json',
  'member-twice',
  'member-unknown',
  'shape',
  'version',
  'kind',
  'columns',
  'target',
  'leave-out',
  // What it means.
  'nothing',
  'name-empty',
  'name-twice',
  'name-means-other',
  'column-unknown',
  'column-twice',
  'left-out-ours',
  'codes-none',
  'code-unknown',
  'code-twice',
  'code-means-other',
] as const;

export type MappingFaultCode = (typeof mappingFaultCodes)[number];

/** What is wrong and what to write instead. */
export function faultSentence(t: Translate, { code, params }: MappingFault): string {
  return t(`mappings.fault.${code}`, params);
}
