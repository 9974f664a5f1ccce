import { createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Clock, RandomBytes } from '../../clock.js';

/** The mails of the mailbox as files, `<id>.eml`. */
export interface MailFolder {
  /** Keeps a mail; the file shows under its name once it is whole. */
  keep(source: Readable): Promise<void>;
  /** The ids of the newest mails, newest first. */
  list(): Promise<readonly string[]>;
  /** The mail as it came, or undefined when there is none of this id. */
  read(id: string): Promise<Buffer | undefined>;
}

export interface MailFolderOptions {
  readonly directory: string;
  readonly clock: Clock;
  readonly random: RandomBytes;
}

export async function openMailFolder({ directory, clock, random }: MailFolderOptions): Promise<MailFolder> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  let kept = 0;
  return {
    async keep(source) {
      // Time and count first, so that the order of names is the order of arrival.
      const id = `${clock().getTime()}-${String(++kept).padStart(6, '0')}-${random(4).toString('hex')}`;
      const partial = join(directory, `${id}.part`);
      try {
        await pipeline(source, createWriteStream(partial, { mode: 0o600 }));
        await rename(partial, join(directory, `${id}.eml`));
      } catch (error) {
        await rm(partial, { force: true });
        throw error;
      }
    },
    async list() {
      const names = (await readdir(directory)).filter((name) => nameForm.test(name)).sort();
      return names
        .reverse()
        .slice(0, shown)
        .map((name) => name.slice(0, -'.eml'.length));
    },
    async read(id) {
      if (!nameForm.test(`${id}.eml`)) return undefined;
      return readFile(join(directory, `${id}.eml`)).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined;
        throw error;
      });
    },
  };
}

/** When a mail of this id arrived. */
export function arrivalOf(id: string): Date {
  return new Date(Number(id.slice(0, id.indexOf('-'))));
}

const shown = 200;
const nameForm = /^\d{13}-\d{6}-[0-9a-f]{8}\.eml$/;
