import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { expect, vi } from 'vitest';
import type { Stack } from './stack.js';

/** A mail as it came over SMTP. */
export interface ReceivedMail {
  readonly to: string;
  readonly subject: string;
  /** The part in plain text. */
  readonly text: string;
}

/**
 * Reads the mails step by step: each call waits until the outbox has nothing more to send and gives those that came since
 * the last one, in the order of addresses and subjects.
 */
export function newMailsOf(stack: Pick<Stack, 'gateway' | 'mailDirectory'>) {
  const read = new Set<string>();
  return async (): Promise<readonly ReceivedMail[]> => {
    await vi.waitFor(
      async () => expect(await stack.gateway.db('mails').whereNot({ state: 'sent' })).toEqual([]),
      { timeout: 30_000, interval: 100 },
    );
    const names = (await readdir(stack.mailDirectory)).filter((name) => name.endsWith('.eml'));
    const fresh = names.filter((name) => !read.has(name)).sort();
    for (const name of fresh) read.add(name);
    const mails = await Promise.all(fresh.map((name) => readMail(join(stack.mailDirectory, name))));
    return mails.sort((one, other) => (lineOf(one) < lineOf(other) ? -1 : 1));
  };
}

/** Who got what, one line for each mail. */
export function linesOf(mails: readonly ReceivedMail[]): readonly string[] {
  return mails.map(lineOf);
}

function lineOf({ to, subject }: ReceivedMail): string {
  return `${to} ${subject}`;
}

async function readMail(file: string): Promise<ReceivedMail> {
  const { to, subject = '', text = '' } = await PostalMime.parse(await readFile(file));
  return { to: (to ?? []).map(({ address }) => address).join(', '), subject, text };
}
