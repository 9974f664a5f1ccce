import type { CrlReport } from './crl-directory.js';
import type { CrlSource } from './crl-source.js';
import type { PlaceReport } from './downloads/crl-downloads.js';
import type { RefreshedCrls } from './refreshed-crls.js';

/** What an operator wants to know of the CRLs of this process. */
export interface ListsState {
  readonly lists: readonly ListInUse[];
  /** Where lists are fetched from, and what came of it. */
  readonly places: readonly PlaceReport[];
  /** Files in the folder that hold no list which can be used. */
  readonly refusedFiles: readonly CrlReport[];
}

/** A CRL that logins are decided by. */
export interface ListInUse {
  readonly issuerKeyId: string;
  readonly number: bigint;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
  /** How many certificates it names. */
  readonly entries: number;
}

/** The lists in use and how they came about. */
export function describeLists({
  lists,
  crls,
}: {
  readonly lists: CrlSource;
  readonly crls: RefreshedCrls;
}): ListsState {
  return {
    lists: lists.all.map(({ issuerKeyId, number, thisUpdate, nextUpdate, entries }) => ({
      issuerKeyId,
      number,
      thisUpdate: new Date(thisUpdate),
      nextUpdate: new Date(nextUpdate),
      entries: entries.count,
    })),
    places: crls.places,
    refusedFiles: crls.refusedFiles,
  };
}
