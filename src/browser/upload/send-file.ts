import { sha256OfSlices, toHex } from './digest.js';
import { firstPartBytes, nextPartBytes, waitAfter } from './pace.js';
import { FileChanged, readPart, readSlices } from './read-file.js';
import { LineCut, type Tus, type TusAnswer } from './tus.js';

/** What an upload tells while it goes on. */
export interface Watcher {
  /** The file is read through once, before anything is sent. */
  preparing(): void;
  /** @param sent bytes that have been sent */
  sending(sent: number): void;
  /** Everything was sent; the gateway is at it. */
  arrived(): void;
  /** @param arrived bytes that the gateway has; what was sent besides is lost */
  cut(arrived: number): void;
  paused(arrived: number): void;
  /** Somebody else is sending the same upload: another window of the same account. */
  elsewhere(arrived: number): void;
}

/** How an upload ended. */
export type Ending =
  | { readonly kind: 'submitted'; readonly submission: string }
  | { readonly kind: 'refused'; readonly sentence: string | null; readonly field: string | null }
  /** The session is over. */
  | { readonly kind: 'signed-out' }
  /** The file was changed or removed on this computer. */
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'cancelled' };

export interface Sending {
  readonly ended: Promise<Ending>;
  pause(): void;
  goOn(): void;
  /** Breaks the upload off; what has arrived is thrown away. */
  cancel(): void;
}

/**
 * Sends a file in parts until it has arrived, over cuts of the line and pauses. The gateway knows the file by its SHA-256:
 * begun again after a reload, it goes on where it was.
 *
 * @param describe gives what the upload is begun with, from the SHA-256 in hexadecimal
 */
export function sendFile(
  tus: Tus,
  file: File,
  describe: (digest: string) => ReadonlyMap<string, string>,
  watcher: Watcher,
): Sending {
  const sender = new FileSender(tus, file, describe, watcher);
  return {
    ended: sender.run(),
    pause: () => sender.pause(),
    goOn: () => sender.goOn(),
    cancel: () => sender.cancel(),
  };
}

class FileSender {
  readonly #tus: Tus;
  readonly #file: File;
  readonly #describe: (digest: string) => ReadonlyMap<string, string>;
  readonly #watcher: Watcher;
  /** Undefined while nothing is known of the upload at the gateway, or it is not there any more. */
  #path: string | undefined;
  /** Undefined while the gateway must be asked. */
  #offset: number | undefined;
  /** What the gateway had when it last answered. */
  #arrived = 0;
  #partBytes = firstPartBytes;
  /** In a row: cuts of the line; parts that had to be looked at again. */
  #failures = 0;
  #repairs = 0;
  /** Aborted by pausing and cancelling; another one for the next requests. */
  #stop = new AbortController();
  #paused: Promise<void> | undefined;
  #endPause: () => void = () => undefined;
  #cancelled = false;
  /** Where the upload stood when somebody else was found to send it, and since when it stands there. */
  #elsewhere: { readonly offset: number; readonly since: number } | undefined;

  constructor(
    tus: Tus,
    file: File,
    describe: (digest: string) => ReadonlyMap<string, string>,
    watcher: Watcher,
  ) {
    this.#tus = tus;
    this.#file = file;
    this.#describe = describe;
    this.#watcher = watcher;
  }

  async run(): Promise<Ending> {
    try {
      this.#watcher.preparing();
      return await this.#sendAll(this.#describe(toHex(await sha256OfSlices(this.#slices()))));
    } catch (error) {
      if (error instanceof FileChanged) return { kind: 'unreadable' };
      if (error instanceof Interrupted) return this.#remove();
      throw error;
    }
  }

  async #sendAll(metadata: ReadonlyMap<string, string>): Promise<Ending> {
    for (;;) {
      await this.#paused;
      if (this.#cancelled) return this.#remove();
      try {
        const ending = await this.#step(metadata);
        if (ending !== undefined) return ending;
      } catch (error) {
        if (!(error instanceof LineCut || error instanceof Interrupted)) throw error;
        this.#offset = undefined;
        if (error instanceof LineCut) await this.#waitForLine();
      }
    }
  }

  pause(): void {
    this.#paused ??= new Promise((resolve) => {
      this.#endPause = resolve;
    });
    this.#interrupt();
    this.#watcher.paused(this.#arrived);
  }

  goOn(): void {
    this.#paused = undefined;
    this.#endPause();
  }

  cancel(): void {
    this.#cancelled = true;
    this.goOn();
    this.#interrupt();
  }

  #interrupt(): void {
    this.#stop.abort(new Interrupted());
    this.#stop = new AbortController();
  }

  async *#slices(): AsyncGenerator<ArrayBuffer> {
    for await (const slice of readSlices(this.#file)) {
      if (this.#cancelled) throw new Interrupted();
      yield slice;
    }
  }

  /** One request. Gives the ending when there is one. */
  async #step(metadata: ReadonlyMap<string, string>): Promise<Ending | undefined> {
    const { signal } = this.#stop;
    if (this.#path === undefined) {
      const begun = await this.#tus.begin(this.#file.size, metadata, signal);
      if (begun.status !== 201) return this.#end(begun);
      this.#path = begun.location ?? undefined;
      return this.#move(begun);
    }
    if (this.#elsewhere !== undefined) await rest(lookAgainAfter, signal);
    if (this.#offset === undefined || this.#elsewhere !== undefined) {
      const looked = await this.#tus.look(this.#path, signal);
      return looked.status === 200 ? (this.#move(looked) ?? this.#watchElsewhere()) : this.#end(looked);
    }
    return this.#sendPart(this.#path, this.#offset, signal);
  }

  async #sendPart(path: string, offset: number, signal: AbortSignal): Promise<Ending | undefined> {
    const bytes = await readPart(this.#file, offset, this.#partBytes);
    // What happened while the file was read counts from now on.
    signal.throwIfAborted();
    const begun = performance.now();
    this.#watcher.sending(offset);
    const onSent = (sent: number) => {
      this.#watcher.sending(offset + sent);
      if (offset + sent >= this.#file.size) this.#watcher.arrived();
    };
    const sent = await this.#tus.send(path, { offset, bytes }, onSent, signal);
    if (sent.status !== 204) return this.#end(sent);
    this.#repairs = 0;
    this.#partBytes = nextPartBytes(this.#partBytes, performance.now() - begun);
    return this.#move(sent);
  }

  #move({ offset, submission }: TusAnswer): Ending | undefined {
    this.#failures = 0;
    this.#offset = offset ?? undefined;
    this.#arrived = offset ?? this.#arrived;
    return submission === null ? undefined : { kind: 'submitted', submission };
  }

  /** What an answer means that is not the one hoped for; undefined when it goes on. */
  #end({ status, sentence, field }: TusAnswer): Ending | undefined {
    if (status === 401) return { kind: 'signed-out' };
    if (status >= 500) throw new LineCut();
    if (status === 409) this.#elsewhere ??= { offset: this.#offset ?? 0, since: performance.now() };
    if (mayGoOn.has(status) && this.#path !== undefined && this.#repairs < mostRepairs) {
      this.#repairs += 1;
      this.#offset = undefined;
      if (status === 404) this.#path = undefined;
      return undefined;
    }
    return { kind: 'refused', sentence, field };
  }

  /** Follows while it goes forward; sends again when it has stood still for a while. */
  #watchElsewhere(): undefined {
    const offset = this.#arrived;
    const now = performance.now();
    if (this.#elsewhere === undefined) return;
    if (offset > this.#elsewhere.offset) {
      this.#elsewhere = { offset, since: now };
      this.#repairs = 0;
      this.#watcher.elsewhere(offset);
    } else if (now - this.#elsewhere.since > standsStill) {
      this.#elsewhere = undefined;
    }
  }

  async #remove(): Promise<Ending> {
    // What cannot be removed now goes by itself after a day.
    if (this.#path !== undefined) await this.#tus.remove(this.#path).catch(() => undefined);
    return { kind: 'cancelled' };
  }

  /** A while, or until the computer says that it is connected again, or something is asked. */
  async #waitForLine(): Promise<void> {
    this.#watcher.cut(this.#arrived);
    this.#failures += 1;
    const { signal } = this.#stop;
    await new Promise<void>((resolve) => {
      const goOn = () => {
        clearTimeout(timer);
        window.removeEventListener('online', goOn);
        signal.removeEventListener('abort', goOn);
        resolve();
      };
      const timer = setTimeout(goOn, waitAfter(this.#failures));
      window.addEventListener('online', goOn);
      signal.addEventListener('abort', goOn);
    });
  }
}

/** It was paused or cancelled. */
class Interrupted extends Error {}

/** Somebody else was faster, the part was damaged, or the upload is gone: it is looked at again, or begun anew. */
const mayGoOn: ReadonlySet<number> = new Set([404, 409, 460]);
const mostRepairs = 5;

/** Milliseconds between two looks at what somebody else sends, and after which it counts as left. */
const lookAgainAfter = 1_000;
const standsStill = 10_000;

/** Waits so many milliseconds, unless it is interrupted. */
function rest(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    signal.addEventListener('abort', stop, { once: true });
  });
}
