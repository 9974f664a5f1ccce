import { rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { type DemoPki, makeCardTokens } from './pki/index.js';

/** The demo computer's one card reader, made of SoftHSM 2, and a drawer full of cards. */
export interface CardReader {
  readonly modulePath: string;
  /** SoftHSM's configuration file of the reader. */
  readonly configFile: string;
  /** Takes out the card that is in, and puts this one in. */
  insert(cardId: string): Promise<void>;
}

export interface CardReaderOptions {
  readonly directory: string;
  readonly pkiDirectory: string;
  readonly pki: DemoPki;
  /** Ids of the cards in the drawer; the first is put into the reader. */
  readonly cards: readonly string[];
  readonly modulePath: string | undefined;
}

/**
 * Makes every card as a token in a folder of its own. The reader's token folder is a symbolic link to one of them: changing
 * the card is replacing the link, and the next operation of the card agent sees the other card.
 */
export async function makeCardReader(options: CardReaderOptions): Promise<CardReader> {
  const { directory, modulePath, cards, ...source } = options;
  await rm(directory, { recursive: true, force: true });
  const make = (name: string, ids: readonly string[]) =>
    makeCardTokens({
      ...source,
      directory: join(directory, name),
      cards: ids,
      ...(modulePath !== undefined && { modulePath }),
    });
  for (const card of cards) await make(card, [card]);
  // The reader has its own configuration file; its folder of tokens becomes the link.
  const reader = await make('reader', []);
  const tokens = join(directory, 'reader', 'tokens');
  await rm(tokens, { recursive: true, force: true });
  const insert = async (card: string): Promise<void> => {
    if (!cards.includes(card)) throw new TypeError(`There is no card "${card}" in the drawer.`);
    const link = join(directory, 'next');
    await symlink(join(directory, card, 'tokens'), link);
    await rename(link, tokens);
  };
  await insert(cards[0] ?? '');
  return { modulePath: reader.modulePath, configFile: reader.configFile, insert };
}
