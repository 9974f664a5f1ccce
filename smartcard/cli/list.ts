import type { CardAccess, Reader, SignatureCard } from '../pkcs11/card-access.js';
import { AgentProblem } from '../problems.js';
import { describeProblem, fillIn, type Language, texts } from '../texts.js';
import type { Command } from './command.js';
import { exitCode } from './exit-codes.js';
import { openCards } from './open-cards.js';

type Content =
  | { readonly kind: 'empty' }
  | { readonly kind: 'card'; readonly card: SignatureCard }
  | { readonly kind: 'problem'; readonly problem: AgentProblem };

interface ReaderWithContent {
  readonly reader: Reader;
  readonly content: Content;
}

/** `jianbao-card list`: readers and cards, for the person at this computer. */
export const listCards: Command = async (options, terminal) => {
  const { json, language } = options;
  const cards = openCards(options);
  try {
    const readers = await readAll(cards);
    if (json) terminal.writeLine(JSON.stringify({ readers: readers.map((each) => asJson(each, language)) }));
    else for (const line of asText(readers, language)) terminal.writeLine(line);
    return exitCode.done;
  } finally {
    await cards.close();
  }
};

async function readAll(cards: CardAccess): Promise<readonly ReaderWithContent[]> {
  const found: ReaderWithContent[] = [];
  for (const reader of await cards.listReaders())
    found.push({ reader, content: await readContent(cards, reader) });
  return found;
}

async function readContent(cards: CardAccess, reader: Reader): Promise<Content> {
  if (!reader.cardPresent) return { kind: 'empty' };
  try {
    return { kind: 'card', card: await cards.readSignatureCard({ readerId: reader.id }) };
  } catch (cause) {
    if (!(cause instanceof AgentProblem)) throw cause;
    return { kind: 'problem', problem: cause };
  }
}

function asJson({ reader, content }: ReaderWithContent, language: Language): unknown {
  if (content.kind === 'empty') return reader;
  if (content.kind === 'problem')
    return {
      ...reader,
      problem: { code: content.problem.code, ...describeProblem(content.problem, language) },
    };
  const { holder, tokenLabel, tokenSerial, validTo, algorithms, pinState } = content.card;
  return { ...reader, card: { holder, tokenLabel, tokenSerial, validTo, algorithms, pinState } };
}

function asText(readers: readonly ReaderWithContent[], language: Language): readonly string[] {
  const { cli } = texts[language];
  if (readers.length === 0) return [cli.noReaders];
  return readers.flatMap(({ reader, content }) => [
    fillIn(cli.reader, { name: reader.name, id: reader.id }),
    contentText(content, language),
  ]);
}

function contentText(content: Content, language: Language): string {
  const { cli } = texts[language];
  if (content.kind === 'empty') return cli.readerEmpty;
  if (content.kind === 'problem')
    return fillIn(cli.readerProblem, { ...describeProblem(content.problem, language) });
  const { holder, tokenLabel: label, tokenSerial: serial, validTo } = content.card;
  return fillIn(cli.readerCard, { holder, label, serial, validTo: validTo.slice(0, 10) });
}
