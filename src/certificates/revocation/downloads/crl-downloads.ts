import { join } from 'node:path';
import type { RandomBytes } from '../../../clock.js';
import { replaceFile } from '../../replace-file.js';
import type { Trust } from '../../trust.js';
import type { CrlDirectory, CrlReport, HeldList } from '../crl-directory.js';
import { type BoundedAnswer, type Fetch, FetchError, fetchBounded } from '../fetch-bounded.js';
import { readNotes, writeNote } from './notes.js';
import { type CrlNote, type CrlPlace, nameOf, placeOf } from './place.js';
import { longestPause, nextTry } from './schedule.js';

export interface CrlDownloadsOptions {
  /** The folder of lists. */
  readonly directory: string;
  readonly lists: CrlDirectory;
  readonly trust: Trust;
  readonly fetch: Fetch;
  readonly randomBytes: RandomBytes;
  /** Places that the operator named. */
  readonly listed: readonly { readonly issuer: string; readonly urls: readonly string[] }[];
  /** Whether the addresses in certificates of trusted authorities are used as well. */
  readonly learning: 'from-certificates' | 'listed';
}

/** A place of lists, and what came of the last try there. */
export interface PlaceReport {
  /** Key identifier. */
  readonly issuer: string;
  readonly urls: readonly string[];
  /** Milliseconds since 1970; undefined before the first try of this process. */
  readonly lastTry: number | undefined;
  /** One for each address that was asked. */
  readonly reports: readonly CrlReport[];
}

/** A list of MOICA has 20 MB. */
const mostBytes = 64 * 1024 * 1024;
const milliseconds = 120_000;
/** An authority may publish its list in parts; each place is one part. */
const mostPlaces = 64;

/**
 * Fetches lists over the network into the folder of lists. A list gets there only when its issuer signed it and it is
 * not older than the one in use, so what goes wrong on the way never makes things worse.
 */
export class CrlDownloads {
  private readonly places = new Map<string, PlaceState>();
  private readonly learned = new Set<string>();
  private readonly options: CrlDownloadsOptions;
  private readonly stopping = new AbortController();
  private haveNotesBeenRead = false;

  constructor(options: CrlDownloadsOptions) {
    this.options = options;
    for (const { issuer, urls } of options.listed) this.add(placeOf(issuer, urls));
    for (const { certificate, isAnchor } of options.trust.authorities) {
      if (!isAnchor) this.learn(certificate.authorityKeyId, certificate.crlAddresses);
    }
  }

  /** Notes the addresses in a certificate of a verified path. */
  learn(issuer: string | undefined, addresses: readonly string[]): void {
    if (this.options.learning === 'listed' || issuer === undefined) return;
    // Every login comes here, and nearly always names what is known.
    const words = `${issuer} ${addresses.join(' ')}`;
    if (this.learned.has(words) || this.places.size >= mostPlaces) return;
    this.learned.add(words);
    this.add(placeOf(issuer, addresses));
  }

  /**
   * Fetches the lists whose time has come; says what came of each address.
   *
   * @param at milliseconds since 1970
   */
  async fetchDue(at: number): Promise<readonly CrlReport[]> {
    await this.recall();
    const due = [...this.places.values()].filter(({ next }) => at >= next || next - at > longestPause);
    const reports: CrlReport[] = [];
    for (const state of due) reports.push(...(await this.fetchPlace(state, at)));
    return reports;
  }

  /** Fetches every list now, whatever the time. */
  async fetchAll(at: number): Promise<readonly CrlReport[]> {
    for (const state of this.places.values()) state.next = at;
    return this.fetchDue(at);
  }

  /** Fetches the lists of one issuer now. */
  async fetchOf(issuerKeyId: string, at: number): Promise<readonly CrlReport[]> {
    await this.recall();
    const reports: CrlReport[] = [];
    for (const state of this.places.values()) {
      if (state.place.issuer === issuerKeyId) reports.push(...(await this.fetchPlace(state, at)));
    }
    return reports;
  }

  /** What came of the last try at each place. */
  tries(): readonly PlaceReport[] {
    return [...this.places.values()].map(({ place, lastTry, reports }) => ({
      issuer: place.issuer,
      urls: place.urls,
      lastTry,
      reports,
    }));
  }

  /** Breaks off what is under way. */
  stop(): void {
    this.stopping.abort();
  }

  private add(place: CrlPlace | undefined): void {
    if (place === undefined || this.places.has(nameOf(place)) || this.places.size >= mostPlaces) return;
    this.places.set(nameOf(place), {
      place,
      next: 0,
      failures: 0,
      note: undefined,
      lastTry: undefined,
      reports: [],
    });
  }

  /** Places that cards named before the last restart, and what makes requests conditional. */
  private async recall(): Promise<void> {
    if (this.haveNotesBeenRead) return;
    this.haveNotesBeenRead = true;
    for (const [name, note] of await readNotes(this.options.directory)) {
      if (this.options.trust.byKeyId.has(note.issuer)) this.learn(note.issuer, note.urls);
      const state = this.places.get(name);
      if (state !== undefined) state.note = note;
    }
  }

  private async fetchPlace(state: PlaceState, at: number): Promise<readonly CrlReport[]> {
    const reports: CrlReport[] = [];
    let held: HeldList | undefined;
    let isFresh = false;
    for (const url of state.place.urls) {
      const report = await this.fetchUrl(state, url);
      reports.push(report);
      held = await this.options.lists.heldIn(this.fileOf(state.place));
      isFresh = usable.has(report.outcome) && held !== undefined && at < held.nextUpdate;
      // Otherwise another address may have what this one lacks.
      if (isFresh) break;
    }
    state.lastTry = at;
    state.reports = reports;
    state.failures = isFresh ? 0 : state.failures + 1;
    const random = this.options.randomBytes(4).readUInt32BE() / 0xffff_ffff;
    state.next = nextTry({ at, nextUpdate: held?.nextUpdate, failures: state.failures, random });
    return reports;
  }

  private async fetchUrl(state: PlaceState, url: string): Promise<CrlReport> {
    const { fetch } = this.options;
    try {
      const headers = await this.conditionsOf(state, url);
      const limits = { mostBytes, milliseconds, signal: this.stopping.signal };
      const answer = await fetchBounded(fetch, url, { headers }, limits);
      if (answer.status === 200) return await this.keep(state, url, answer);
      await answer.cancel();
      if (answer.status === 304) return { file: url, outcome: 'unchanged', detail: 'nothing newer' };
      return { file: url, outcome: 'unreachable', detail: `HTTP status ${answer.status}` };
    } catch (error) {
      if (error instanceof FetchError) return { file: url, outcome: 'unreachable', detail: error.message };
      throw error;
    }
  }

  /** A list that is not in use any more has to come whole. */
  private async conditionsOf({ place, note }: PlaceState, url: string): Promise<Record<string, string>> {
    const isHeld = (await this.options.lists.heldIn(this.fileOf(place))) !== undefined;
    if (!isHeld || note?.url !== url) return {};
    return {
      ...(note.etag !== undefined && { 'if-none-match': note.etag }),
      ...(note.lastModified !== undefined && { 'if-modified-since': note.lastModified }),
    };
  }

  private async keep(state: PlaceState, url: string, { headers, body }: BoundedAnswer): Promise<CrlReport> {
    const { place } = state;
    const file = this.fileOf(place);
    let report: CrlReport = { file: url, outcome: 'refused', detail: 'was not read' };
    const isKept = await replaceFile(file, body, async (unfinished) => {
      report = { ...(await this.options.lists.take(unfinished, place.issuer)), file: url };
      return report.outcome === 'taken';
    });
    if (!isKept) return report;
    await this.options.lists.moved(file);
    const note: CrlNote = { issuer: place.issuer, urls: [...place.urls], url, ...validatorsOf(headers) };
    await writeNote(this.options.directory, place, note);
    state.note = note;
    return report;
  }

  private fileOf(place: CrlPlace): string {
    return join(this.options.directory, `${nameOf(place)}.crl`);
  }
}

const usable: ReadonlySet<CrlReport['outcome']> = new Set(['taken', 'unchanged']);

interface PlaceState {
  readonly place: CrlPlace;
  /** Milliseconds since 1970. */
  next: number;
  failures: number;
  note: CrlNote | undefined;
  /** Milliseconds since 1970. */
  lastTry: number | undefined;
  /** What came of each address then. */
  reports: readonly CrlReport[];
}

function validatorsOf(headers: Headers): Pick<CrlNote, 'etag' | 'lastModified'> {
  const [etag, lastModified] = [headers.get('etag'), headers.get('last-modified')];
  return { ...(etag !== null && { etag }), ...(lastModified !== null && { lastModified }) };
}
