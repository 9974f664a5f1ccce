import { basename } from 'node:path';
import type { CrlReport } from '../../revocation/crl-directory.js';
import type { ListsState } from '../../revocation/describe-lists.js';

/** One CRL, or the lack of one, as the pages show it. */
export interface ShownList {
  /** Undefined while there is no usable list. */
  readonly list:
    | {
        readonly number: string;
        readonly thisUpdate: Date;
        readonly nextUpdate: Date;
        readonly entries: number;
        readonly isStale: boolean;
        /** Since it was published. */
        readonly hours: number;
        readonly days: number;
      }
    | undefined;
  /** Of the places its issuer's lists are fetched from; undefined when there is none, and the list came as a file. */
  readonly download:
    | { readonly lastTry: Date | undefined; readonly outcome: CrlReport['outcome'] | undefined }
    | undefined;
  /** What went wrong at the last try, address by address. */
  readonly errors: readonly string[];
}

/**
 * The lists of one issuer; one row without a list when there is none.
 *
 * @param at milliseconds since 1970
 */
export function showLists(state: ListsState, issuerKeyId: string, at: number): readonly ShownList[] {
  const places = state.places.filter(({ issuer }) => issuer === issuerKeyId);
  const reports = places.flatMap((place) => place.reports);
  const tries = places.flatMap(({ lastTry }) => lastTry ?? []);
  const download =
    places.length === 0
      ? undefined
      : {
          lastTry: tries.length === 0 ? undefined : new Date(Math.max(...tries)),
          outcome: reports.at(-1)?.outcome,
        };
  const errors = reports.filter(isFailure).map(({ file, detail }) => `${file}: ${detail}`);
  const lists = state.lists.filter((list) => list.issuerKeyId === issuerKeyId);
  if (lists.length === 0) return [{ list: undefined, download, errors }];
  return lists.map(({ number, thisUpdate, nextUpdate, entries }) => {
    const hours = Math.max(0, Math.floor((at - thisUpdate.getTime()) / 3_600_000));
    return {
      list: {
        number: number.toString(),
        thisUpdate,
        nextUpdate,
        entries,
        isStale: at >= nextUpdate.getTime(),
        hours,
        days: Math.floor(hours / 24),
      },
      download,
      errors,
    };
  });
}

/** Files of the folder that hold no usable list; their names without the folder. */
export function showRefusedFiles({ refusedFiles }: ListsState) {
  return refusedFiles.map(({ file }) => ({ file: basename(file) }));
}

/** Whether a download brought no usable list. */
export function isFailure({ outcome }: CrlReport): boolean {
  return outcome === 'refused' || outcome === 'unreachable';
}
