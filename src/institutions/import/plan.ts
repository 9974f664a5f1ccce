import { isDeepStrictEqual } from 'node:util';
import type { Institution, InstitutionData } from '../institution.js';

/** What an import would do, or did. */
export interface ImportPlan {
  readonly added: readonly InstitutionData[];
  readonly changed: readonly InstitutionChange[];
  readonly unchanged: number;
  /** Codes that we have and the file has not. They are kept: a list may be a part. */
  readonly missing: readonly string[];
}

export interface InstitutionChange {
  readonly before: Institution;
  readonly after: InstitutionData;
  /** What differs. */
  readonly fields: readonly (keyof InstitutionData)[];
}

/** Compares the file with what is stored. */
export function planImport(stored: readonly Institution[], file: readonly InstitutionData[]): ImportPlan {
  const byCode = new Map(stored.map((institution) => [institution.code, institution]));
  const inFile = new Set(file.map(({ code }) => code));
  const changed = file.flatMap((after) => {
    const before = byCode.get(after.code);
    if (before === undefined) return [];
    const fields = compared.filter((field) => !isDeepStrictEqual(before[field], after[field]));
    return fields.length === 0 ? [] : [{ before, after, fields }];
  });
  const added = file.filter(({ code }) => !byCode.has(code));
  return {
    added,
    changed,
    unchanged: file.length - added.length - changed.length,
    missing: stored.map(({ code }) => code).filter((code) => !inFile.has(code)),
  };
}

const compared = ['name', 'county', 'address', 'telephone', 'contact', 'recognitions'] as const;
